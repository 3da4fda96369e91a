// Evidence
// The sentences behind a relationship, with their articles and offsets; claims that deny it too.
// Parameters:
//   subject (entity, required): who. Example: "Coinbase"
//   predicate (string, default null): the kind of claim. Example: "USES"
//   object (entity, required): whom or what. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

MATCH (c:Claim)-[:SUBJECT]->(s:Entity) WHERE s.id IN $subject AND ($predicate IS NULL OR c.predicate = $predicate)
MATCH (c)-[:OBJECT]->(o:Entity) WHERE o.id IN $object
MATCH (c)-[:STATED_IN]->(a:Article)
OPTIONAL MATCH (c)-[:ATTRIBUTED_TO]->(w:Entity)
RETURN s.name AS subject, c.predicate AS predicate, o.name AS object,
       c.status AS status, coalesce(w.name, c.attributed_name) AS attributed_to,
       round(c.confidence * 100) / 100 AS confidence, c.sentence AS sentence, a.title AS title,
       a.publisher AS publisher, c.published AS published, a.key AS article, c.start_char AS start_char,
       c.end_char AS end_char
ORDER BY published DESC, article, start_char, predicate, c.id
LIMIT $limit
