// Vendors and technologies that two clients share
// What both of two clients use or pay for, with the status for each.
// Parameters:
//   first (entity, required): one client. Example: "Coinbase"
//   second (entity, required): the other client. Example: "ICE"
//   limit (integer, default 100): at most so many rows

MATCH (a:Entity)-[r1:CLIENT_OF|USES]->(x:Entity) WHERE a.id IN $first
MATCH (b:Entity)-[r2:CLIENT_OF|USES]->(x) WHERE b.id IN $second
RETURN x.name AS shared, x.kind AS kind, type(r1) AS first_relation, r1.status AS first_status,
       type(r2) AS second_relation, r2.status AS second_status, r1.claims + r2.claims AS claims,
       r1.last_seen AS first_last_seen, r2.last_seen AS second_last_seen
ORDER BY claims DESC, shared, x.id, first_relation, second_relation, a.id, b.id
LIMIT $limit
