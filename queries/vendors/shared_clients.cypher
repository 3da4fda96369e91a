// Vendors that share clients with a vendor
// Other vendors, products and technologies that those use or pay for who use or pay a vendor or its products. The vendor
// and its products are not counted among the clients.
// Parameters:
//   vendor (entity, required): the vendor. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

MATCH (v:Entity) WHERE v.id IN $vendor
OPTIONAL MATCH (v)-[d:DEVELOPS]->(p:Entity) WHERE p.kind = 'product' AND d.status <> 'planned'
WITH collect(DISTINCT v.id) + collect(DISTINCT p.id) AS own
UNWIND own AS one
MATCH (c:Entity)-[:CLIENT_OF|USES]->(o:Entity) WHERE o.id = one AND NOT c.id IN own
WITH DISTINCT own, c
MATCH (c)-[:CLIENT_OF|USES]->(x:Entity) WHERE NOT x.id IN own
WITH DISTINCT x, c
WITH x, collect(c) AS clients, count(c) AS shared_clients
ORDER BY shared_clients DESC, x.name, x.kind, x.id
LIMIT $limit
UNWIND clients AS c
WITH x, shared_clients, c ORDER BY c.name, c.id
WITH x, shared_clients, collect(c.name) AS names
RETURN x.name AS vendor, x.kind AS kind, shared_clients,
       reduce(s = '', n IN names | CASE s WHEN '' THEN n ELSE s + '; ' + n END) AS clients
ORDER BY shared_clients DESC, vendor, kind, x.id
LIMIT $limit
