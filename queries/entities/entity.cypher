// All that is known of an entity
// Its relationships in both directions, best attested first.
// Parameters:
//   entity (entity, required): anybody or anything. Example: "Clearview AI"
//   limit (integer, default 200): at most so many rows

MATCH (e:Entity)-[r]-(x:Entity) WHERE e.id IN $entity
RETURN e.name AS entity, CASE WHEN startNode(r).id = e.id THEN '->' ELSE '<-' END AS direction, type(r) AS relation,
       x.name AS other, x.kind AS kind,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY articles DESC, claims DESC, relation, direction, other, x.id, e.id
LIMIT $limit
