// Exposure
// All that somebody is tied to, now or in the past, within some steps over vendors, technologies, sources and owners.
// Parameters:
//   entity (entity, required): where to begin. Example: "Coinbase"
//   steps (integer, default 2): how many steps at most, up to 3
//   limit (integer, default 100): at most so many rows

MATCH path = (e:Entity)-[:USES|CLIENT_OF|SOURCES_DATA_FROM|SUBSIDIARY_OF|BUILT_ON*1..3]->(x:Entity)
WHERE e.id IN $entity AND length(path) <= $steps AND NOT x.id IN $entity
WITH x, length(path) AS steps,
     reduce(s = e.name, i IN range(0, length(path) - 1)
       | s + ' -' + type(relationships(path)[i]) + '-> ' + nodes(path)[i + 1].name) AS way
ORDER BY steps, way
WITH x, min(steps) AS steps, count(*) AS ways, head(collect(way)) AS shortest
RETURN x.name AS exposed_to, x.kind AS kind, steps, ways, shortest
ORDER BY steps, exposed_to, kind
LIMIT $limit
