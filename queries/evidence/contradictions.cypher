// Contradictions
// Statements that some claims make and others deny, or that are said both to go on and to have ended.
// Parameters:
//   entity (entity, default null): only relationships of this entity. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

CALL () {
  WITH 1 AS one WHERE $entity IS NULL
  MATCH (s:Entity)-[r]->(o:Entity)
  WHERE size(r.statuses) > 1 AND any(n IN r.statuses WHERE n IN ['denied', 'ended'])
  RETURN s, type(r) AS predicate, o
  UNION
  MATCH (e:Entity)-[r]-(:Entity)
  WHERE e.id IN $entity AND size(r.statuses) > 1 AND any(n IN r.statuses WHERE n IN ['denied', 'ended'])
  RETURN startNode(r) AS s, type(r) AS predicate, endNode(r) AS o
}
WITH s, predicate, o, s.id + ' ' + predicate + ' ' + o.id AS triple
MATCH (d:Claim {triple: triple})-[:STATED_IN]->(a:Article)
WITH s, predicate, o, d, a ORDER BY d.status
WITH s, predicate, o, collect(DISTINCT d.status) AS statuses, count(DISTINCT d) AS claims,
     count(DISTINCT a) AS articles,
     coalesce(min(CASE WHEN d.published <> '' THEN d.published END), '') AS first_seen, max(d.published) AS last_seen
RETURN s.name AS subject, predicate, o.name AS object,
       reduce(t = '', n IN statuses | CASE t WHEN '' THEN n ELSE t + '; ' + n END) AS statuses,
       claims, articles, first_seen, last_seen
ORDER BY claims DESC, subject, s.id, predicate, object, o.id
LIMIT $limit
