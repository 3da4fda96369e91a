// 3. Down to the sentences
// What $entity is said to do: click a claim (pale) to read its sentence, an article (dark) to know its source.
MATCH (e:Entity)
WHERE any(name IN e.names WHERE toLower(name) = toLower($entity))
MATCH p = (e)<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(:Entity), q = (c)-[:STATED_IN]->(:Article)
RETURN p, q
ORDER BY c.confidence DESC
LIMIT 50
