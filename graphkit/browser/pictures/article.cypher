// 5. One article
// The newest article whose title holds some words: its claims, and whom they are about.
// Parameters:
//   words (string, required): part of a title, in any case. Example: "Clearview"

MATCH (a:Article)
WHERE toLower(a.title) CONTAINS toLower($words)
WITH a
ORDER BY a.published DESC
LIMIT 1
MATCH p = (a)<-[:STATED_IN]-(c:Claim)-[:SUBJECT]->(:Entity), q = (c)-[:OBJECT]->(:Entity)
RETURN p, q
LIMIT 100
