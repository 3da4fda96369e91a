// People who sit with two companies
// People tied to a company or body and to another one besides.
// Parameters:
//   entity (entity, required): a company, agency or organization. Example: "MyCrypto"
//   limit (integer, default 100): at most so many rows

MATCH (x:Entity)-[r1:WORKS_FOR|FOUNDED]->(e:Entity) WHERE e.id IN $entity AND x.kind = 'person'
MATCH (x)-[r:WORKS_FOR|FOUNDED]->(y:Entity) WHERE NOT y.id IN $entity
RETURN x.name AS person, type(r1) AS relation, e.name AS entity, type(r) AS other_relation, y.name AS other,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY person, x.id, relation, other_relation, other, y.id, e.id
LIMIT $limit
