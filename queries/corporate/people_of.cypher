// People of a company or body
// Who works for it, speaks for it or founded it, with the role that articles give them.
// Parameters:
//   entity (entity, required): a company, agency or organization. Example: "MyCrypto"
//   status (string, default null): only relationships with a claim of this status. Example: "testing"
//   limit (integer, default 100): at most so many rows

MATCH (x:Entity)-[r:WORKS_FOR|FOUNDED]->(e:Entity)
WHERE e.id IN $entity AND x.kind = 'person'
  AND ($status IS NULL OR $status IN r.statuses)
OPTIONAL MATCH (c:Claim)-[:SUBJECT]->(x)
WHERE c.predicate = type(r) AND c.role <> '' AND EXISTS { MATCH (c)-[:OBJECT]->(e) }
WITH x, r, e, c.role AS role ORDER BY role
WITH x, r, e, collect(DISTINCT role) AS roles
RETURN x.name AS person, type(r) AS relation, e.name AS entity,
       reduce(s = '', n IN roles | CASE s WHEN '' THEN n ELSE s + '; ' + n END) AS roles,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY articles DESC, claims DESC, person, x.id, relation, e.id
LIMIT $limit
