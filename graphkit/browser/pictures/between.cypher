// 4. Between two entities
// The shortest ways from one to the other over relationships that claims support.
// Parameters:
//   entity (entity, required): where the ways begin. Example: "Clearview AI"
//   other (entity, required): where they end. Example: "Coinbase"

MATCH (e:Entity), (o:Entity)
WHERE e.id IN $entity AND o.id IN $other AND e <> o
MATCH p = allShortestPaths((e)-[*..4]-(o))
WHERE all(n IN nodes(p) WHERE n:Entity)
RETURN p
LIMIT 25
