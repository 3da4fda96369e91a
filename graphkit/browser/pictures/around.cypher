// 2. Around an entity
// Everything that claims join $entity to, under any of its names.
MATCH (e:Entity)
WHERE any(name IN e.names WHERE toLower(name) = toLower($entity))
MATCH p = (e)-[r]-(:Entity)
WHERE r.confidence >= $confidence
RETURN p
ORDER BY r.claims DESC, r.confidence DESC
LIMIT 100
