// Vendors that share clients with a vendor
// Other vendors, products and technologies that the clients of a vendor use or pay for.
// Parameters:
//   vendor (entity, required): the vendor. Example: "Clearview AI"
//   limit (integer, default 100): at most so many rows

MATCH (c:Entity)-[:CLIENT_OF|USES]->(v:Entity) WHERE v.id IN $vendor
WITH DISTINCT c
MATCH (c)-[r:CLIENT_OF|USES]->(x:Entity) WHERE NOT x.id IN $vendor
WITH x, c ORDER BY c.name, c.id
WITH x, collect(DISTINCT c.name) AS names
RETURN x.name AS vendor, x.kind AS kind, size(names) AS shared_clients,
       reduce(s = '', n IN names | CASE s WHEN '' THEN n ELSE s + '; ' + n END) AS clients
ORDER BY shared_clients DESC, vendor, kind
LIMIT $limit
