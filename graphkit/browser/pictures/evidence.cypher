// 3. Down to the sentences
// What an entity is said to do: click a claim (pale) to read its sentence, an article (dark) to know its source.
// Parameters:
//   entity (entity, required): anybody or anything. Example: "Clearview AI"

MATCH (e:Entity)<-[:SUBJECT|OBJECT]-(c:Claim)
WHERE e.id IN $entity
WITH DISTINCT c
ORDER BY c.confidence DESC
LIMIT 30
MATCH p = (:Entity)<-[:SUBJECT]-(c)-[:OBJECT]->(:Entity), q = (c)-[:STATED_IN]->(:Article)
RETURN p, q
