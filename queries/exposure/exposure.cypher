// Exposure
// All that somebody is tied to, now or in the past, within some steps over vendors, technologies, sources and owners.
// Ways that come back to where they began are not counted.
// Parameters:
//   entity (entity, required): where to begin. Example: "Coinbase"
//   steps (integer, default 2): how many steps at most, up to 3
//   limit (integer, default 100): at most so many rows

CALL () {
  MATCH (e:Entity)-[r:USES|CLIENT_OF|SOURCES_DATA_FROM|SUBSIDIARY_OF|BUILT_ON]->(x:Entity)
  WHERE e.id IN $entity AND NOT x.id IN $entity
  WITH x, count(r) AS ways, min(e.name + ' -' + type(r) + '-> ' + x.name) AS way
  RETURN x, 1 AS steps, ways, way
  UNION ALL
  MATCH (e:Entity)-[r:USES|CLIENT_OF|SOURCES_DATA_FROM|SUBSIDIARY_OF|BUILT_ON]->(a:Entity)
  WHERE e.id IN $entity AND $steps >= 2 AND NOT a.id IN $entity
  WITH a, count(r) AS ways, min(e.name + ' -' + type(r) + '-> ' + a.name) AS way
  MATCH (a)-[r:USES|CLIENT_OF|SOURCES_DATA_FROM|SUBSIDIARY_OF|BUILT_ON]->(x:Entity)
  WHERE NOT x.id IN $entity
  WITH x, sum(ways) AS ways, min(way + ' -' + type(r) + '-> ' + x.name) AS way
  RETURN x, 2 AS steps, ways, way
  UNION ALL
  MATCH (e:Entity)-[r:USES|CLIENT_OF|SOURCES_DATA_FROM|SUBSIDIARY_OF|BUILT_ON]->(a:Entity)
  WHERE e.id IN $entity AND $steps >= 3 AND NOT a.id IN $entity
  WITH a, count(r) AS ways, min(e.name + ' -' + type(r) + '-> ' + a.name) AS way
  MATCH (a)-[r:USES|CLIENT_OF|SOURCES_DATA_FROM|SUBSIDIARY_OF|BUILT_ON]->(b:Entity)
  WHERE NOT b.id IN $entity
  WITH b, sum(ways) AS ways, min(way + ' -' + type(r) + '-> ' + b.name) AS way
  MATCH (b)-[r:USES|CLIENT_OF|SOURCES_DATA_FROM|SUBSIDIARY_OF|BUILT_ON]->(x:Entity)
  WHERE NOT x.id IN $entity
  WITH x, sum(ways) AS ways, min(way + ' -' + type(r) + '-> ' + x.name) AS way
  RETURN x, 3 AS steps, ways, way
}
WITH x, steps, ways, way ORDER BY steps
WITH x, min(steps) AS steps, sum(ways) AS ways, head(collect(way)) AS shortest
RETURN x.name AS exposed_to, x.kind AS kind, steps, ways, shortest
ORDER BY steps, exposed_to, kind, x.id
LIMIT $limit
