// Busiest articles
// The articles with the most claims.
// Parameters:
//   since (date, default null): only articles of this day or later. Example: "2020-01-01"
//   limit (integer, default 20): at most so many rows

MATCH (c:Claim)-[:STATED_IN]->(a:Article)
WHERE $since IS NULL OR a.published >= $since
WITH a, count(c) AS claims
OPTIONAL MATCH (a)-[:MENTIONS]->(e:Entity)
WITH a, claims, count(e) AS entities
RETURN a.title AS title, a.publisher AS publisher, a.published AS published, claims, entities, a.key AS article
ORDER BY claims DESC, entities DESC, article
LIMIT $limit
