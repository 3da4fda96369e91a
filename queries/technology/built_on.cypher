// What a product is built on
// Products and technologies that something rests on, directly or up to four steps down.
// Parameters:
//   product (entity, required): the product or technology. Example: "Kubernetes"
//   steps (integer, default 3): how many steps at most, up to 4
//   limit (integer, default 100): at most so many rows

// The levels are counted first, and none is read after one that alone fills the rows asked for: a hub rests on thousands.
CALL () {
  MATCH (e:Entity)-[:BUILT_ON]->(x:Entity) WHERE e.id IN $product AND NOT x.id IN $product
  RETURN count(DISTINCT x) AS one
}
CALL (one) {
  WITH one WHERE $steps > 2 AND one < $limit
  MATCH (e:Entity)-[:BUILT_ON]->(a:Entity) WHERE e.id IN $product
  WITH DISTINCT a MATCH (a)-[:BUILT_ON]->(x:Entity) WHERE NOT x.id IN $product
  RETURN count(DISTINCT x) AS two
}
CALL (one, two) {
  WITH one, two WHERE $steps > 3 AND one < $limit AND two < $limit
  MATCH (e:Entity)-[:BUILT_ON]->(a:Entity) WHERE e.id IN $product
  WITH DISTINCT a MATCH (a)-[:BUILT_ON]->(b:Entity)
  WITH DISTINCT b MATCH (b)-[:BUILT_ON]->(x:Entity) WHERE NOT x.id IN $product
  RETURN count(DISTINCT x) AS three
}
CALL (one, two, three) {
  WITH one WHERE $steps >= 1
  MATCH (e:Entity)-[:BUILT_ON]->(x:Entity) WHERE e.id IN $product
  RETURN DISTINCT x, 1 AS steps
  UNION
  WITH one WHERE $steps >= 2 AND one < $limit
  MATCH (e:Entity)-[:BUILT_ON]->(a:Entity) WHERE e.id IN $product
  WITH DISTINCT a MATCH (a)-[:BUILT_ON]->(x:Entity)
  RETURN DISTINCT x, 2 AS steps
  UNION
  WITH one, two WHERE $steps >= 3 AND one < $limit AND two < $limit
  MATCH (e:Entity)-[:BUILT_ON]->(a:Entity) WHERE e.id IN $product
  WITH DISTINCT a MATCH (a)-[:BUILT_ON]->(b:Entity)
  WITH DISTINCT b MATCH (b)-[:BUILT_ON]->(x:Entity)
  RETURN DISTINCT x, 3 AS steps
  UNION
  WITH one, two, three WHERE $steps >= 4 AND one < $limit AND two < $limit AND three < $limit
  MATCH (e:Entity)-[:BUILT_ON]->(a:Entity) WHERE e.id IN $product
  WITH DISTINCT a MATCH (a)-[:BUILT_ON]->(b:Entity)
  WITH DISTINCT b MATCH (b)-[:BUILT_ON]->(c:Entity)
  WITH DISTINCT c MATCH (c)-[:BUILT_ON]->(x:Entity)
  RETURN DISTINCT x, 4 AS steps
}
WITH x, min(steps) AS steps WHERE NOT x.id IN $product
RETURN x.name AS base, x.kind AS kind, steps
ORDER BY steps, base, kind, x.id
LIMIT $limit
