// Owners of a company
// Whose unit a company is, directly or over up to four steps, and who bought it or holds shares in it.
// Parameters:
//   entity (entity, required): the company or body. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

MATCH path = (e:Entity)-[:SUBSIDIARY_OF*0..3]->(unit:Entity)
WHERE e.id IN $entity
WITH unit, min(length(path)) AS depth
MATCH (unit)-[r:SUBSIDIARY_OF|ACQUIRED|INVESTED_IN]-(x:Entity)
WHERE CASE type(r) WHEN 'SUBSIDIARY_OF' THEN startNode(r).id = unit.id ELSE endNode(r).id = unit.id END
RETURN x.name AS owner, x.kind AS kind, type(r) AS relation, unit.name AS owned, depth + 1 AS steps,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY steps, relation, articles DESC, owner, x.id, unit.id
LIMIT $limit
