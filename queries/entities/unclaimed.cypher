// Entities without a claim
// Entities that articles mention but say nothing of, most mentioned first.
// Parameters:
//   kind (string, default null): only this type of entity. Example: "agency"
//   limit (integer, default 100): at most so many rows

MATCH (e:Entity)
WHERE ($kind IS NULL OR e.kind = toLower($kind)) AND NOT EXISTS { MATCH (c:Claim)-[:SUBJECT|OBJECT]->(e) }
MATCH (a:Article)-[m:MENTIONS]->(e)
WITH e, count(a) AS articles, sum(m.count) AS mentions
RETURN e.name AS entity, e.kind AS kind, articles, mentions, e.id AS id
ORDER BY articles DESC, mentions DESC, id
LIMIT $limit
