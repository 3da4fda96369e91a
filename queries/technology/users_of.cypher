// Users of a technology or product
// Who uses, tests or plans to use something, best attested first.
// Parameters:
//   technology (entity, required): a technology, product or vendor. Example: "facial recognition"
//   kind (string, default null): only this type of entity. Example: "agency"
//   status (string, default null): only relationships with a claim of this status. Example: "testing"
//   since (date, default null): only what was last reported on this day or later. Example: "2020-01-01"
//   limit (integer, default 100): at most so many rows

MATCH (u:Entity)-[r:USES]->(x:Entity)
WHERE x.id IN $technology
  AND ($kind IS NULL OR u.kind = toLower($kind))
  AND ($status IS NULL OR $status IN r.statuses)
  AND ($since IS NULL OR r.last_seen >= $since)
RETURN u.name AS user, u.kind AS kind, x.name AS technology,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY articles DESC, claims DESC, user, u.id, x.id
LIMIT $limit
