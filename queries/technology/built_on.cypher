// What a product is built on
// Products and technologies that something rests on, directly or up to four steps down.
// Parameters:
//   product (entity, required): the product or technology. Example: "Kubernetes"
//   steps (integer, default 3): how many steps at most, up to 4
//   limit (integer, default 100): at most so many rows

CALL () {
  MATCH (p:Entity)-[:BUILT_ON]->(x:Entity) WHERE p.id IN $product
  RETURN DISTINCT x, 1 AS steps
  UNION
  MATCH (p:Entity)-[:BUILT_ON]->(a:Entity) WHERE p.id IN $product
  WITH DISTINCT a MATCH (a)-[:BUILT_ON]->(x:Entity)
  RETURN DISTINCT x, 2 AS steps
  UNION
  MATCH (p:Entity)-[:BUILT_ON]->(a:Entity) WHERE p.id IN $product
  WITH DISTINCT a MATCH (a)-[:BUILT_ON]->(b:Entity)
  WITH DISTINCT b MATCH (b)-[:BUILT_ON]->(x:Entity)
  RETURN DISTINCT x, 3 AS steps
  UNION
  MATCH (p:Entity)-[:BUILT_ON]->(a:Entity) WHERE p.id IN $product
  WITH DISTINCT a MATCH (a)-[:BUILT_ON]->(b:Entity)
  WITH DISTINCT b MATCH (b)-[:BUILT_ON]->(c:Entity)
  WITH DISTINCT c MATCH (c)-[:BUILT_ON]->(x:Entity)
  RETURN DISTINCT x, 4 AS steps
}
WITH x, min(steps) AS steps WHERE steps <= $steps AND NOT x.id IN $product
RETURN x.name AS base, x.kind AS kind, steps
ORDER BY steps, base, kind, x.id
LIMIT $limit
