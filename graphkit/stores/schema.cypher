// What a store needs to find its nodes by identity, and the claims of one relationship without a scan.
// Neo4j Community and kglite both take every statement.
CREATE CONSTRAINT graphkit_entity_id IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE;
CREATE CONSTRAINT graphkit_article_id IF NOT EXISTS FOR (a:Article) REQUIRE a.id IS UNIQUE;
CREATE CONSTRAINT graphkit_article_key IF NOT EXISTS FOR (a:Article) REQUIRE a.key IS UNIQUE;
CREATE CONSTRAINT graphkit_claim_id IF NOT EXISTS FOR (c:Claim) REQUIRE c.id IS UNIQUE;
CREATE INDEX graphkit_claim_triple IF NOT EXISTS FOR (c:Claim) ON (c.triple);
CREATE INDEX graphkit_claim_published IF NOT EXISTS FOR (c:Claim) ON (c.published);
CREATE INDEX graphkit_entity_name IF NOT EXISTS FOR (e:Entity) ON (e.name);
