// Busiest articles
// The articles with the most claims.
// Parameters:
//   since (date, default null): only articles of this day or later. Example: "2020-01-01"
//   limit (integer, default 20): at most so many rows

MATCH (a:Article) WHERE $since IS NULL OR a.published >= $since
WITH a, COUNT { (a)<-[:STATED_IN]-() } AS claims, COUNT { (a)-[:MENTIONS]->() } AS entities
WHERE claims > 0
RETURN a.title AS title, a.publisher AS publisher, a.published AS published, claims, entities, a.key AS article
ORDER BY claims DESC, entities DESC, article
LIMIT $limit
