// Users of a technology through products
// Who uses a product that is built on a technology, and so the technology.
// Parameters:
//   technology (entity, required): the technology. Example: "facial recognition"
//   limit (integer, default 100): at most so many rows

MATCH (p:Entity)-[b:BUILT_ON]->(x:Entity) WHERE x.id IN $technology
MATCH (u:Entity)-[r:USES]->(p)
RETURN u.name AS user, u.kind AS kind, p.name AS product, x.name AS technology, b.status AS built_status,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY articles DESC, claims DESC, user, u.id, p.id, x.id
LIMIT $limit
