// Owners of a company
// Whose unit a company is, directly or over up to four steps, and who bought it or holds shares in it.
// Parameters:
//   entity (entity, required): the company or body. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

// The levels are counted first, and none is read after one that alone fills the rows asked for: a hub has thousands.
CALL () {
  MATCH (e:Entity)-[:SUBSIDIARY_OF]->(x:Entity) WHERE e.id IN $entity
  RETURN count(DISTINCT x) AS one
}
CALL (one) {
  WITH one WHERE one < $limit
  MATCH (e:Entity)-[:SUBSIDIARY_OF]->(a:Entity) WHERE e.id IN $entity
  WITH DISTINCT a MATCH (a)-[:SUBSIDIARY_OF]->(x:Entity)
  RETURN count(DISTINCT x) AS two
}
CALL (one, two) {
  MATCH (x:Entity) WHERE x.id IN $entity
  RETURN x, 0 AS steps
  UNION
  WITH one WHERE one < $limit
  MATCH (e:Entity)-[:SUBSIDIARY_OF]->(x:Entity) WHERE e.id IN $entity
  RETURN DISTINCT x, 1 AS steps
  UNION
  WITH one, two WHERE one < $limit AND two < $limit
  MATCH (e:Entity)-[:SUBSIDIARY_OF]->(a:Entity) WHERE e.id IN $entity
  WITH DISTINCT a MATCH (a)-[:SUBSIDIARY_OF]->(x:Entity)
  RETURN DISTINCT x, 2 AS steps
  UNION
  WITH one, two WHERE one < $limit AND two < $limit
  MATCH (e:Entity)-[:SUBSIDIARY_OF]->(a:Entity) WHERE e.id IN $entity
  WITH DISTINCT a MATCH (a)-[:SUBSIDIARY_OF]->(b:Entity)
  WITH DISTINCT b MATCH (b)-[:SUBSIDIARY_OF]->(x:Entity)
  RETURN DISTINCT x, 3 AS steps
}
WITH x AS unit, min(steps) AS depth
CALL (unit) {
  MATCH (unit)-[r:SUBSIDIARY_OF]->(x:Entity)
  RETURN r, x
  UNION ALL
  MATCH (unit)<-[r:ACQUIRED|INVESTED_IN]-(x:Entity)
  RETURN r, x
}
RETURN x.name AS owner, x.kind AS kind, type(r) AS relation, unit.name AS owned, depth + 1 AS steps,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY steps, relation, articles DESC, owner, x.id, unit.id
LIMIT $limit
