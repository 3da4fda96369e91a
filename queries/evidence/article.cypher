// What an article says
// The claims of an article in the order of its text.
// Parameters:
//   article (string, required): the URL, id or title of the article. Example: "coinbase-clearview.txt"
//   limit (integer, default 100): at most so many rows

CALL () {
  MATCH (a:Article) WHERE a.key = $article
  RETURN a
  UNION
  OPTIONAL MATCH (known:Article) WHERE known.key = $article
  WITH count(known) AS articles WHERE articles = 0
  MATCH (a:Article) WHERE a.source_id = $article OR a.title = $article
  RETURN a
}
MATCH (c:Claim)-[:STATED_IN]->(a)
MATCH (c)-[:SUBJECT]->(s:Entity) MATCH (c)-[:OBJECT]->(o:Entity)
OPTIONAL MATCH (c)-[:ATTRIBUTED_TO]->(w:Entity)
RETURN s.name AS subject, c.predicate AS predicate, o.name AS object, c.status AS status,
       coalesce(w.name, c.attributed_name) AS attributed_to, c.sentence AS sentence, a.title AS title,
       a.published AS published, a.key AS article, c.start_char AS start_char, c.end_char AS end_char
ORDER BY article, start_char, end_char, c.id
LIMIT $limit
