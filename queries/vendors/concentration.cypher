// Vendors that most depend on
// How many clients each vendor, product or technology has among all clients of one type.
// Parameters:
//   kind (string, default null): only this type of entity. Example: "agency"
//   status (string, default null): only relationships with a claim of this status. Example: "testing"
//   limit (integer, default 100): at most so many rows

MATCH (c:Entity)-[r:CLIENT_OF|USES]->(x:Entity)
WHERE ($kind IS NULL OR c.kind = toLower($kind)) AND ($status IS NULL OR $status IN r.statuses)
WITH x, count(DISTINCT c) AS clients, sum(r.claims) AS claims,
     coalesce(min(CASE WHEN r.first_seen <> '' THEN r.first_seen END), '') AS first_seen,
     max(r.last_seen) AS last_seen
RETURN x.name AS vendor, x.kind AS kind, clients, claims, first_seen, last_seen
ORDER BY clients DESC, claims DESC, vendor, kind
LIMIT $limit
