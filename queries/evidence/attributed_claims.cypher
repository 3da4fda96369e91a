// Claims attributed to somebody
// What somebody is quoted as saying, on itself and on others.
// Parameters:
//   speaker (entity, required): who says so. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

MATCH (c:Claim)-[:ATTRIBUTED_TO]->(w:Entity) WHERE w.id IN $speaker
MATCH (c)-[:SUBJECT]->(s:Entity) MATCH (c)-[:OBJECT]->(o:Entity) MATCH (c)-[:STATED_IN]->(a:Article)
RETURN w.name AS speaker, s.name AS subject, c.predicate AS predicate, o.name AS object, c.status AS status,
       s.id = w.id OR o.id = w.id AS on_itself, c.sentence AS sentence, a.title AS title, c.published AS published,
       a.key AS article
ORDER BY published DESC, article, c.start_char, c.id
LIMIT $limit
