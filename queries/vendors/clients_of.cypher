// Clients of a vendor
// Who uses, tests or pays a vendor or its products (not those that it only plans), best attested first.
// Parameters:
//   vendor (entity, required): the vendor. Example: "Clearview AI"
//   kind (string, default null): only this type of entity. Example: "agency"
//   status (string, default null): only relationships with a claim of this status. Example: "testing"
//   since (date, default null): only what was last reported on this day or later. Example: "2020-01-01"
//   limit (integer, default 100): at most so many rows

MATCH (v:Entity) WHERE v.id IN $vendor
OPTIONAL MATCH (v)-[d:DEVELOPS]->(p:Entity) WHERE p.kind = 'product' AND d.status <> 'planned'
WITH collect(DISTINCT v) + collect(DISTINCT p) AS offers
UNWIND offers AS o
MATCH (c:Entity)-[r:CLIENT_OF|USES]->(o)
WHERE ($kind IS NULL OR c.kind = toLower($kind))
  AND ($status IS NULL OR $status IN r.statuses)
  AND ($since IS NULL OR r.last_seen >= $since)
RETURN c.name AS client, c.kind AS kind, type(r) AS relation, o.name AS offer,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY articles DESC, claims DESC, client, c.id, relation, o.id
LIMIT $limit
