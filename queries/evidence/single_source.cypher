// Claims that rest on one publisher
// Relationships that no second publisher reports.
// Parameters:
//   entity (entity, default null): only relationships of this entity. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

CALL () {
  WITH 1 AS one WHERE $entity IS NULL
  MATCH (c:Claim)
  RETURN c
  UNION ALL
  MATCH (e:Entity)<-[:SUBJECT|OBJECT]-(c:Claim) WHERE e.id IN $entity
  RETURN DISTINCT c
}
MATCH (c)-[:STATED_IN]->(a:Article) WHERE c.status <> 'denied'
MATCH (c)-[:SUBJECT]->(s:Entity) MATCH (c)-[:OBJECT]->(o:Entity)
WITH s, c.predicate AS predicate, o, collect(DISTINCT a.publisher) AS publishers, count(DISTINCT c) AS claims,
     count(DISTINCT a) AS articles,
     coalesce(min(CASE WHEN c.published <> '' THEN c.published END), '') AS first_seen, max(c.published) AS last_seen
WHERE size(publishers) = 1
RETURN s.name AS subject, predicate, o.name AS object, head(publishers) AS publisher, claims, articles,
       first_seen, last_seen
ORDER BY claims DESC, subject, s.id, predicate, object, o.id
LIMIT $limit
