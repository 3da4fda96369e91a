// How a relationship changed over time
// The claims on two entities by day: how often each status was reported (testing, actual, ended).
// Parameters:
//   subject (entity, required): who. Example: "Coinbase"
//   object (entity, required): whom or what. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

MATCH (c:Claim)-[:SUBJECT]->(s:Entity) WHERE s.id IN $subject
MATCH (c)-[:OBJECT]->(o:Entity) WHERE o.id IN $object
MATCH (c)-[:STATED_IN]->(a:Article)
WITH c.published AS published, c.predicate AS predicate, c.status AS status, count(DISTINCT c) AS claims,
     count(DISTINCT a) AS articles
RETURN published, predicate, status, claims, articles
ORDER BY published, predicate, status
LIMIT $limit
