// 2. Around an entity
// Everything that claims join it to.
// Parameters:
//   entity (entity, required): anybody or anything. Example: "Clearview AI"
//   confidence (number, default 0.5): only relationships read at least so surely, from 0 to 1

MATCH p = (e:Entity)-[r]-(:Entity)
WHERE e.id IN $entity AND r.confidence >= $confidence
RETURN p
ORDER BY r.claims DESC, r.confidence DESC
LIMIT 100
