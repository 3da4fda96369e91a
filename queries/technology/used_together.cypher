// Technologies that appear together
// Pairs of technologies or products that the same users use, by the number of users they share.
// Parameters:
//   technology (entity, required): one of the two. Example: "facial recognition"
//   limit (integer, default 100): at most so many rows

MATCH (u:Entity)-[:USES]->(x:Entity) WHERE x.id IN $technology
WITH DISTINCT u
MATCH (u)-[r:USES]->(y:Entity) WHERE NOT y.id IN $technology
WITH y, count(DISTINCT u) AS users, sum(r.claims) AS claims, max(r.last_seen) AS last_seen
RETURN y.name AS together_with, y.kind AS kind, users, claims, last_seen
ORDER BY users DESC, claims DESC, together_with, kind
LIMIT $limit
