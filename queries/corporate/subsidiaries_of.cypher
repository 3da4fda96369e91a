// Subsidiaries of a company
// Everything that belongs to a company, directly or over up to four steps.
// Parameters:
//   entity (entity, required): the owner. Example: "Google"
//   steps (integer, default 4): how many steps at most, up to 4
//   limit (integer, default 100): at most so many rows

MATCH path = (x:Entity)-[:SUBSIDIARY_OF*1..4]->(e:Entity)
WHERE e.id IN $entity AND length(path) <= $steps AND NOT x.id IN $entity
WITH x, min(length(path)) AS steps
MATCH (x)-[r:SUBSIDIARY_OF]->(p:Entity)
RETURN x.name AS subsidiary, x.kind AS kind, p.name AS parent, steps,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY steps, subsidiary, x.id, p.id
LIMIT $limit
