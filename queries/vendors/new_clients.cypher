// New clients since a date
// Pairs of client and vendor that no article reported before this day, but for those only reported as ended.
// Parameters:
//   since (date, required): the first day that counts. Example: "2020-01-01"
//   kind (string, default null): only this type of entity. Example: "agency"
//   limit (integer, default 100): at most so many rows

MATCH (c:Entity)-[r:CLIENT_OF|USES]->(x:Entity)
WHERE r.first_seen >= $since
  AND any(s IN r.statuses WHERE NOT s IN ['ended', 'denied'])
  AND ($kind IS NULL OR c.kind = toLower($kind))
RETURN c.name AS client, c.kind AS kind, type(r) AS relation, x.name AS vendor,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY first_seen DESC, client, c.id, relation, vendor, x.id
LIMIT $limit
