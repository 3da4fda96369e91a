// Search by part of a name
// Entities one of whose names contains some words, most mentioned first.
// Parameters:
//   text (string, required): part of a name, in any case. Example: "clear"
//   kind (string, default null): only this type of entity. Example: "agency"
//   limit (integer, default 50): at most so many rows

MATCH (e:Entity)
WHERE ($kind IS NULL OR e.kind = toLower($kind)) AND any(n IN e.names WHERE toLower(n) CONTAINS toLower($text))
OPTIONAL MATCH (a:Article)-[m:MENTIONS]->(e)
WITH e, count(a) AS articles, sum(m.count) AS mentions,
     coalesce(min(CASE WHEN a.published <> '' THEN a.published END), '') AS first_seen,
     max(a.published) AS last_seen
RETURN e.id AS id, e.name AS name, e.kind AS kind, articles, mentions, first_seen, last_seen,
       reduce(s = '', n IN e.names | CASE s WHEN '' THEN n ELSE s + '; ' + n END) AS names
ORDER BY articles DESC, mentions DESC, id
LIMIT $limit
