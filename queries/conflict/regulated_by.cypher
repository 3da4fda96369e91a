// Targets of a regulator
// Whom and what an agency oversees, investigates, fines or bans.
// Parameters:
//   agency (entity, required): the agency. Example: "European Commission"
//   status (string, default null): only relationships with a claim of this status. Example: "testing"
//   since (date, default null): only what was last reported on this day or later. Example: "2020-01-01"
//   limit (integer, default 100): at most so many rows

MATCH (e:Entity)-[r:REGULATES]->(x:Entity)
WHERE e.id IN $agency
  AND ($status IS NULL OR $status IN r.statuses)
  AND ($since IS NULL OR r.last_seen >= $since)
RETURN x.name AS target, x.kind AS kind, e.name AS agency,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY articles DESC, claims DESC, target, x.id, e.id
LIMIT $limit
