// Paths between two entities
// How two entities hang together: every shortest way between them, over up to four relationships in any direction.
// Parameters:
//   source (entity, required): one entity. Example: "Coinbase"
//   target (entity, required): the other entity. Example: "Facebook"
//   steps (integer, default 3): how many steps at most, up to 4
//   limit (integer, default 20): at most so many rows

MATCH (a:Entity) WHERE a.id IN $source
MATCH (b:Entity) WHERE b.id IN $target AND b.id <> a.id
MATCH path = allShortestPaths((a)-[:USES|CLIENT_OF|DEVELOPS|PARTNERS_WITH|ACQUIRED|MERGED_WITH|SUBSIDIARY_OF
  |INVESTED_IN|FOUNDED|WORKS_FOR|REGULATES|SUED|CRITICIZED|SOURCES_DATA_FROM|BUILT_ON*1..4]-(b))
WITH a, path WHERE length(path) <= $steps
WITH length(path) AS steps,
     reduce(c = 1.0, r IN relationships(path) | c * r.confidence) AS confidence,
     reduce(s = a.name, i IN range(0, length(path) - 1)
       | s + CASE WHEN startNode(relationships(path)[i]).id = nodes(path)[i].id
                  THEN ' -' + type(relationships(path)[i]) + '-> '
                  ELSE ' <-' + type(relationships(path)[i]) + '- ' END + nodes(path)[i + 1].name) AS way
RETURN DISTINCT steps, way, round(confidence * 1000) / 1000 AS confidence
ORDER BY steps, way
LIMIT $limit
