// Contradictions
// Statements that some claims make and others deny, or that are said both to go on and to have ended.
// Parameters:
//   limit (integer, default 100): at most so many rows

MATCH (c:Claim) WHERE c.status IN ['denied', 'ended']
MATCH (c)-[:SUBJECT]->(s:Entity) MATCH (c)-[:OBJECT]->(o:Entity)
WITH DISTINCT s, o, c.predicate AS predicate
MATCH (d:Claim)-[:SUBJECT]->(s) WHERE d.predicate = predicate
MATCH (d)-[:OBJECT]->(o) MATCH (d)-[:STATED_IN]->(a:Article)
WITH s, predicate, o, d, a ORDER BY d.status
WITH s, predicate, o, collect(DISTINCT d.status) AS statuses, count(DISTINCT d) AS claims,
     count(DISTINCT a) AS articles,
     coalesce(min(CASE WHEN d.published <> '' THEN d.published END), '') AS first_seen, max(d.published) AS last_seen
WHERE size(statuses) > 1
RETURN s.name AS subject, predicate, o.name AS object,
       reduce(t = '', n IN statuses | CASE t WHEN '' THEN n ELSE t + '; ' + n END) AS statuses,
       claims, articles, first_seen, last_seen
ORDER BY claims DESC, subject, s.id, predicate, object, o.id
LIMIT $limit
