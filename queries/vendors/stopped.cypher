// Who stopped using a vendor
// Clients of which it is said that they no longer use or pay a vendor or its products.
// Parameters:
//   vendor (entity, required): the vendor. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

MATCH (v:Entity) WHERE v.id IN $vendor
OPTIONAL MATCH (v)-[d:DEVELOPS]->(p:Entity) WHERE p.kind = 'product' AND d.status <> 'planned'
WITH collect(DISTINCT v) + collect(DISTINCT p) AS offers
UNWIND offers AS o
MATCH (c:Entity)-[r:CLIENT_OF|USES]->(o)
WHERE 'ended' IN r.statuses
RETURN c.name AS client, c.kind AS kind, type(r) AS relation, o.name AS offer,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY last_seen DESC, articles DESC, client, c.id, relation, o.id
LIMIT $limit
