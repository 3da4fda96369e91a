// Likely duplicates
// Pairs of entities of one type where the name of one is also a name of the other.
// Parameters:
//   limit (integer, default 100): at most so many rows

MATCH (e:Entity)
UNWIND e.names AS form
WITH e.kind AS kind, toLower(form) AS form, e ORDER BY e.id
WITH kind, form, collect(DISTINCT e.id) AS ids
WHERE size(ids) > 1
RETURN form AS name, kind, size(ids) AS entities,
       reduce(s = '', n IN ids | CASE s WHEN '' THEN n ELSE s + '; ' + n END) AS ids
ORDER BY entities DESC, name, kind
LIMIT $limit
