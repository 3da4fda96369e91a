// Competitors
// The rivals of a company or product.
// Parameters:
//   entity (entity, required): a company or product. Example: "Coinbase"
//   status (string, default null): only relationships with a claim of this status. Example: "testing"
//   since (date, default null): only what was last reported on this day or later. Example: "2020-01-01"
//   limit (integer, default 100): at most so many rows

MATCH (e:Entity)-[r:COMPETES_WITH]-(x:Entity)
WHERE e.id IN $entity
  AND ($status IS NULL OR $status IN r.statuses)
  AND ($since IS NULL OR r.last_seen >= $since)
RETURN x.name AS competitor, x.kind AS kind, e.name AS entity,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY articles DESC, claims DESC, competitor, x.id, e.id
LIMIT $limit
