// 5. One article
// The newest article whose title holds $title: its claims, and whom they are about.
MATCH (a:Article)
WHERE toLower(a.title) CONTAINS toLower($title)
WITH a
ORDER BY a.published DESC
LIMIT 1
MATCH p = (a)<-[:STATED_IN]-(c:Claim)-[:SUBJECT]->(:Entity), q = (c)-[:OBJECT]->(:Entity)
RETURN p, q
LIMIT 100
