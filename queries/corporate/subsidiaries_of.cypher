// Subsidiaries of a company
// Everything that belongs to a company, directly or over up to four steps.
// Parameters:
//   entity (entity, required): the owner. Example: "Google"
//   steps (integer, default 4): how many steps at most, up to 4
//   limit (integer, default 100): at most so many rows

// The levels are counted first, and none is read after one that alone fills the rows asked for: a hub owns thousands.
CALL () {
  MATCH (e:Entity)<-[:SUBSIDIARY_OF]-(x:Entity) WHERE e.id IN $entity AND NOT x.id IN $entity
  RETURN count(DISTINCT x) AS one
}
CALL (one) {
  WITH one WHERE $steps > 2 AND one < $limit
  MATCH (e:Entity)<-[:SUBSIDIARY_OF]-(a:Entity) WHERE e.id IN $entity
  WITH DISTINCT a MATCH (a)<-[:SUBSIDIARY_OF]-(x:Entity) WHERE NOT x.id IN $entity
  RETURN count(DISTINCT x) AS two
}
CALL (one, two) {
  WITH one, two WHERE $steps > 3 AND one < $limit AND two < $limit
  MATCH (e:Entity)<-[:SUBSIDIARY_OF]-(a:Entity) WHERE e.id IN $entity
  WITH DISTINCT a MATCH (a)<-[:SUBSIDIARY_OF]-(b:Entity)
  WITH DISTINCT b MATCH (b)<-[:SUBSIDIARY_OF]-(x:Entity) WHERE NOT x.id IN $entity
  RETURN count(DISTINCT x) AS three
}
CALL (one, two, three) {
  WITH one WHERE $steps >= 1
  MATCH (e:Entity)<-[:SUBSIDIARY_OF]-(x:Entity) WHERE e.id IN $entity
  RETURN DISTINCT x, 1 AS steps
  UNION
  WITH one WHERE $steps >= 2 AND one < $limit
  MATCH (e:Entity)<-[:SUBSIDIARY_OF]-(a:Entity) WHERE e.id IN $entity
  WITH DISTINCT a MATCH (a)<-[:SUBSIDIARY_OF]-(x:Entity)
  RETURN DISTINCT x, 2 AS steps
  UNION
  WITH one, two WHERE $steps >= 3 AND one < $limit AND two < $limit
  MATCH (e:Entity)<-[:SUBSIDIARY_OF]-(a:Entity) WHERE e.id IN $entity
  WITH DISTINCT a MATCH (a)<-[:SUBSIDIARY_OF]-(b:Entity)
  WITH DISTINCT b MATCH (b)<-[:SUBSIDIARY_OF]-(x:Entity)
  RETURN DISTINCT x, 3 AS steps
  UNION
  WITH one, two, three WHERE $steps >= 4 AND one < $limit AND two < $limit AND three < $limit
  MATCH (e:Entity)<-[:SUBSIDIARY_OF]-(a:Entity) WHERE e.id IN $entity
  WITH DISTINCT a MATCH (a)<-[:SUBSIDIARY_OF]-(b:Entity)
  WITH DISTINCT b MATCH (b)<-[:SUBSIDIARY_OF]-(c:Entity)
  WITH DISTINCT c MATCH (c)<-[:SUBSIDIARY_OF]-(x:Entity)
  RETURN DISTINCT x, 4 AS steps
}
WITH x, min(steps) AS steps WHERE NOT x.id IN $entity
WITH x, steps ORDER BY steps, x.name, x.id LIMIT $limit
MATCH (x)-[r:SUBSIDIARY_OF]->(p:Entity)
RETURN x.name AS subsidiary, x.kind AS kind, p.name AS parent, steps,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY steps, subsidiary, x.id, p.id
LIMIT $limit
