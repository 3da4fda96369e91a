// 6. Not settled
// What is being tested, planned or alleged, newest first.

MATCH p = (:Entity)-[r]->(:Entity)
WHERE r.status IN ["testing", "planned", "alleged"]
RETURN p
ORDER BY r.last_seen DESC, r.claims DESC
LIMIT 60
