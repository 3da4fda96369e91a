// 4. Between two entities
// The shortest ways from $entity to $other over relationships that claims support.
MATCH (e:Entity), (o:Entity)
WHERE any(name IN e.names WHERE toLower(name) = toLower($entity))
  AND any(name IN o.names WHERE toLower(name) = toLower($other))
  AND e <> o
MATCH p = allShortestPaths((e)-[*..4]-(o))
WHERE all(n IN nodes(p) WHERE n:Entity)
RETURN p
LIMIT 25
