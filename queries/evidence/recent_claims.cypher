// Recent claims
// The latest claims, of one entity where it is named.
// Parameters:
//   entity (entity, default null): only claims about this entity. Example: "Clearview AI"
//   status (string, default null): only claims of this status. Example: "testing"
//   since (date, default null): only articles of this day or later. Example: "2020-01-01"
//   limit (integer, default 50): at most so many rows

CALL () {
  WITH 1 AS one WHERE $entity IS NULL
  MATCH (c:Claim)-[:STATED_IN]->(a:Article)
  WHERE c.published >= coalesce($since, '') AND ($status IS NULL OR c.status = $status)
  RETURN c ORDER BY c.published DESC, a.key, c.start_char, c.id LIMIT $limit
  UNION ALL
  MATCH (e:Entity)<-[:SUBJECT|OBJECT]-(c:Claim)
  WHERE e.id IN $entity AND c.published >= coalesce($since, '') AND ($status IS NULL OR c.status = $status)
  RETURN DISTINCT c
}
MATCH (c)-[:SUBJECT]->(s:Entity)
MATCH (c)-[:OBJECT]->(o:Entity)
MATCH (c)-[:STATED_IN]->(a:Article)
OPTIONAL MATCH (c)-[:ATTRIBUTED_TO]->(w:Entity)
RETURN s.name AS subject, c.predicate AS predicate, o.name AS object,
       c.status AS status, coalesce(w.name, c.attributed_name) AS attributed_to,
       round(c.confidence * 100) / 100 AS confidence, c.sentence AS sentence, a.title AS title,
       a.publisher AS publisher, c.published AS published, a.key AS article, c.start_char AS start_char,
       c.end_char AS end_char
ORDER BY published DESC, article, start_char, c.id
LIMIT $limit
