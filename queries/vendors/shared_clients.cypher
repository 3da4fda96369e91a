// Vendors that share clients with a vendor
// Other vendors, products and technologies that those use or pay for who use or pay a vendor or its products.
// Parameters:
//   vendor (entity, required): the vendor. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

MATCH (v:Entity) WHERE v.id IN $vendor
OPTIONAL MATCH (v)-[d:DEVELOPS]->(p:Entity) WHERE p.kind = 'product' AND d.status <> 'planned'
WITH collect(DISTINCT v) + collect(DISTINCT p) AS offers
UNWIND offers AS o
MATCH (c:Entity)-[:CLIENT_OF|USES]->(o)
WITH DISTINCT c
MATCH (c)-[:CLIENT_OF|USES]->(x:Entity)
WHERE NOT x.id IN $vendor
  AND (x.kind <> 'product'
    OR NOT EXISTS { MATCH (v:Entity)-[d:DEVELOPS]->(x) WHERE v.id IN $vendor AND d.status <> 'planned' })
WITH x, c ORDER BY c.name, c.id
WITH x, collect(DISTINCT c.name) AS names
RETURN x.name AS vendor, x.kind AS kind, size(names) AS shared_clients,
       reduce(s = '', n IN names | CASE s WHEN '' THEN n ELSE s + '; ' + n END) AS clients
ORDER BY shared_clients DESC, vendor, kind
LIMIT $limit
