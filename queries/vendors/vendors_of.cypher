// Vendors of a client
// Whom a client pays, and whose products it uses or tests, best attested first.
// Parameters:
//   client (entity, required): the client. Example: "Coinbase"
//   status (string, default null): only relationships with a claim of this status. Example: "testing"
//   since (date, default null): only what was last reported on this day or later. Example: "2020-01-01"
//   limit (integer, default 100): at most so many rows

MATCH (c:Entity)-[r:CLIENT_OF|USES]->(o:Entity)
WHERE c.id IN $client
  AND o.kind IN ['company', 'organization', 'agency', 'product']
  AND ($status IS NULL OR $status IN r.statuses)
  AND ($since IS NULL OR r.last_seen >= $since)
OPTIONAL MATCH (maker:Entity)-[d:DEVELOPS]->(o)
WHERE o.kind = 'product' AND d.status <> 'planned'
RETURN coalesce(maker.name, o.name) AS vendor, type(r) AS relation, o.name AS offer, o.kind AS kind,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY articles DESC, claims DESC, vendor, relation, o.id, maker.id
LIMIT $limit
