// 1. The first picture
// The entities that most claims speak of, and how they are joined.

MATCH p = (:Entity)-[r]->(:Entity)
WHERE r.claims > 0
RETURN p
ORDER BY r.claims DESC, r.confidence DESC
LIMIT 60
