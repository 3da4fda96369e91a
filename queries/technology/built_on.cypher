// What a product is built on
// Products and technologies that something rests on, directly or up to four steps down.
// Parameters:
//   product (entity, required): the product or technology. Example: "Kubernetes"
//   steps (integer, default 3): how many steps at most, up to 4
//   limit (integer, default 100): at most so many rows

MATCH path = (p:Entity)-[:BUILT_ON*1..4]->(x:Entity)
WHERE p.id IN $product AND length(path) <= $steps AND NOT x.id IN $product
WITH x, min(length(path)) AS steps
RETURN x.name AS base, x.kind AS kind, steps
ORDER BY steps, base, kind
LIMIT $limit
