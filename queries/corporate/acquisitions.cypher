// Acquisitions over time
// Who bought or wants to buy whom, latest first; of one party where it is named.
// Parameters:
//   entity (entity, default null): a buyer or what was bought. Example: "Google"
//   status (string, default null): only relationships with a claim of this status. Example: "testing"
//   since (date, default null): only what was last reported on this day or later. Example: "2020-01-01"
//   limit (integer, default 100): at most so many rows

CALL () {
  WITH 1 AS one WHERE $entity IS NULL
  MATCH (:Entity)-[r:ACQUIRED|MERGED_WITH]->(:Entity)
  RETURN r
  UNION
  MATCH (e:Entity)-[r:ACQUIRED|MERGED_WITH]-(:Entity) WHERE e.id IN $entity
  RETURN r
}
WITH startNode(r) AS x, r, endNode(r) AS y
WHERE ($status IS NULL OR $status IN r.statuses)
  AND ($since IS NULL OR r.last_seen >= $since)
RETURN x.name AS buyer, type(r) AS relation, y.name AS bought,
       r.status AS status, r.contested AS contested, r.claims AS claims, r.articles AS articles,
       round(r.confidence * 100) / 100 AS confidence, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY last_seen DESC, articles DESC, buyer, x.id, bought, y.id, relation
LIMIT $limit
