// Who tests a vendor without using it yet
// Clients with a trial or pilot of a vendor or its products, and no claim that they use or pay it.
// Parameters:
//   vendor (entity, required): the vendor. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

MATCH (v:Entity) WHERE v.id IN $vendor
OPTIONAL MATCH (v)-[d:DEVELOPS]->(p:Entity) WHERE p.kind = 'product' AND d.status <> 'planned'
WITH collect(DISTINCT v) + collect(DISTINCT p) AS offers
UNWIND offers AS o
MATCH (c:Entity)-[r:CLIENT_OF|USES]->(o)
WITH c, collect(r) AS ties
WHERE none(t IN ties WHERE 'actual' IN t.statuses)
UNWIND ties AS r
WITH c, r, endNode(r) AS o
WHERE 'testing' IN r.statuses
RETURN c.name AS client, c.kind AS kind, type(r) AS relation, o.name AS offer,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY articles DESC, claims DESC, client, c.id, relation, o.id
LIMIT $limit
