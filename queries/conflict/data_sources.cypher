// Data sources
// From whom somebody takes data, and whether the source objects: by suing or criticizing, or threatening to.
// Parameters:
//   entity (entity, required): who takes data. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

MATCH (e:Entity)-[r:SOURCES_DATA_FROM]->(x:Entity) WHERE e.id IN $entity
OPTIONAL MATCH (x)-[o:SUED|CRITICIZED]->(e)
RETURN x.name AS source, x.kind AS kind, e.name AS taker, type(o) AS objection, o.status AS objection_status,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY articles DESC, claims DESC, source, x.id, e.id, objection
LIMIT $limit
