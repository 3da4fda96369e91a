"""The Cypher that stores write with and export by: static text, on Neo4j and kglite alike.

Values always travel as parameters. Labels and relationship types cannot, so there is one
statement for each; their names come from the ontology, which admits letters and underscores only.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from graphkit.ontology import PREDICATE_NAME, TYPE_NAME

ARTICLE_PROPERTIES = (
    "id", "kind", "key", "fingerprint", "source_id", "title", "url", "publisher", "author", "published", "text",
    "model",
)  # fmt: skip
ENTITY_PROPERTIES = ("id", "kind", "name", "names", "names_articles", "names_chosen", "articles")
CLAIM_PROPERTIES = (
    "id", "triple", "predicate", "status", "confidence", "role", "sentence", "start_char", "end_char", "published",
    "attributed_name",
)  # fmt: skip
MENTION_PROPERTIES = ("count", "name", "names")
RELATIONSHIP_PROPERTIES = (
    "status", "statuses", "contested", "confidence", "claims", "articles", "first_seen", "last_seen",
)  # fmt: skip

# Setting a property to the value it has takes Neo4j's lock on the node, and changes nothing.
LOCK_ARTICLES = """\
UNWIND $rows AS row
MERGE (a:Article {id: row.id})
SET a.kind = 'article', a.key = row.key
RETURN count(a) AS written"""
LOCK_HELD_ARTICLES = """\
UNWIND $ids AS id
MATCH (a:Article {id: id})
SET a.kind = 'article'
RETURN count(a) AS written"""
LOCK_ENTITIES = """\
UNWIND $rows AS row
MERGE (e:Entity {id: row.id})
SET e.kind = row.kind
RETURN count(e) AS written"""
LOCK_HELD_ENTITIES = """\
UNWIND $ids AS id
MATCH (e:Entity {id: id})
SET e.locked = true
REMOVE e.locked
RETURN count(e) AS written"""

FINGERPRINTS = "MATCH (a:Article) RETURN a.key AS key, a.fingerprint AS fingerprint"
FINGERPRINTS_OF = "UNWIND $keys AS key MATCH (a:Article {key: key}) RETURN a.key AS key, a.fingerprint AS fingerprint"
ARTICLES_OF = "UNWIND $keys AS key MATCH (a:Article {key: key}) RETURN a.id AS id"
MENTIONS_OF = """\
UNWIND $ids AS id
MATCH (a:Article {id: id})-[m:MENTIONS]->(e:Entity)
RETURN e.id AS entity, e.kind AS kind, m.name AS name, m.names AS names"""
CLAIMS_OF = """\
UNWIND $ids AS id
MATCH (a:Article {id: id})<-[:STATED_IN]-(c:Claim)
RETURN c.triple AS triple"""
TALLIES_OF = """\
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN e.id AS id, e.articles AS articles, e.names AS names, e.names_articles AS names_articles,
       e.names_chosen AS names_chosen"""
SUPPORT_OF = """\
UNWIND $triples AS triple
MATCH (c:Claim {triple: triple})-[:STATED_IN]->(a:Article)
RETURN c.triple AS triple, c.status AS status, c.confidence AS confidence, c.published AS published, a.id AS article"""

DELETE_CLAIMS = "UNWIND $ids AS id MATCH (a:Article {id: id})<-[:STATED_IN]-(c:Claim) DETACH DELETE c"
DELETE_MENTIONS = "UNWIND $ids AS id MATCH (a:Article {id: id})-[m:MENTIONS]->(:Entity) DELETE m"
DELETE_ARTICLES = "UNWIND $ids AS id MATCH (a:Article {id: id}) DETACH DELETE a"
DELETE_ENTITIES = "UNWIND $ids AS id MATCH (e:Entity {id: id}) DETACH DELETE e"

SET_ARTICLES = """\
UNWIND $rows AS row
MATCH (a:Article {id: row.id})
SET a += row.properties
RETURN row.id AS article, count(a) AS written"""
SET_ENTITIES = """\
UNWIND $rows AS row
MATCH (e:Entity {id: row.id})
SET e += row.properties
RETURN count(e) AS written"""
CREATE_MENTIONS = """\
UNWIND $rows AS row
MATCH (a:Article {id: row.article})
MATCH (e:Entity {id: row.entity})
CREATE (a)-[:MENTIONS {count: row.count, name: row.name, names: row.names}]->(e)
RETURN row.article AS article, count(e) AS written"""
CREATE_CLAIMS = """\
UNWIND $rows AS row
MATCH (a:Article {id: row.article})
MATCH (s:Entity {id: row.subject})
MATCH (o:Entity {id: row.object})
CREATE (c:Claim {id: row.id})
SET c += row.properties
CREATE (c)-[:SUBJECT]->(s)
CREATE (c)-[:OBJECT]->(o)
CREATE (c)-[:STATED_IN]->(a)
RETURN row.article AS article, count(c) AS written"""
CREATE_ATTRIBUTIONS = """\
UNWIND $rows AS row
MATCH (c:Claim {id: row.id})
MATCH (e:Entity {id: row.speaker})
CREATE (c)-[:ATTRIBUTED_TO]->(e)
RETURN row.article AS article, count(c) AS written"""

NODE_IDS = {
    "Article": "MATCH (n:Article) RETURN n.id AS id",
    "Claim": "MATCH (n:Claim) RETURN n.id AS id",
    "Entity": "MATCH (n:Entity) RETURN n.id AS id",
}
NODES_COUNT = {
    "articles": "MATCH (n:Article) RETURN count(n) AS n",
    "entities": "MATCH (n:Entity) RETURN count(n) AS n",
    "claims": "MATCH (n:Claim) RETURN count(n) AS n",
}
RELATIONSHIP_COUNT = "MATCH (:Entity)-[r]->(:Entity) RETURN count(r) AS n"
ENTITY_MENTIONS = """\
UNWIND $ids AS id
MATCH (e:Entity {id: id})<-[m:MENTIONS]-(:Article)
RETURN e.id AS id, m.name AS name, m.names AS names"""
ENTITY_TRIPLES = """\
UNWIND $ids AS id
MATCH (e:Entity {id: id})<-[:SUBJECT]-(c:Claim)
RETURN DISTINCT c.triple AS triple"""
LINKS_OF_CLAIMS = """\
UNWIND $ids AS id
MATCH (c:Claim {id: id})-[r]->(n)
RETURN c.id AS start, type(r) AS type, n.id AS end_id"""


def _returned(variable: str, properties: tuple[str, ...]) -> str:
    return ", ".join(f"{variable}.{name} AS {name}" for name in properties)


PAGES = {
    label: f"UNWIND $ids AS one MATCH (n:{label} {{id: one}}) RETURN labels(n) AS labels, {_returned('n', properties)}"
    for label, properties in (
        ("Article", ARTICLE_PROPERTIES),
        ("Claim", CLAIM_PROPERTIES),
        ("Entity", ENTITY_PROPERTIES),
    )
}
LINKS_OF_ARTICLES = f"""\
UNWIND $ids AS one
MATCH (a:Article {{id: one}})-[r:MENTIONS]->(n:Entity)
RETURN a.id AS start, type(r) AS type, n.id AS end_id, {_returned("r", MENTION_PROPERTIES)}"""
# Only derived relationships lead from an entity to an entity.
LINKS_OF_ENTITIES = f"""\
UNWIND $ids AS one
MATCH (s:Entity {{id: one}})-[r]->(n:Entity)
RETURN s.id AS start, type(r) AS type, n.id AS end_id, {_returned("r", RELATIONSHIP_PROPERTIES)}"""


@cache
def set_type(name: str) -> str:
    """Return the statement that gives entities the label of their type."""
    _require(TYPE_NAME.fullmatch(name) is not None, name)
    return f"UNWIND $ids AS id MATCH (e:Entity {{id: id}}) SET e:{name} RETURN count(e) AS written"


@cache
def merge_relationship(name: str) -> str:
    """Return the statement that writes derived relationships of one type."""
    _require(PREDICATE_NAME.fullmatch(name) is not None, name)
    return f"""\
UNWIND $rows AS row
MATCH (s:Entity {{id: row.subject}})
MATCH (o:Entity {{id: row.object}})
MERGE (s)-[r:{name}]->(o)
SET r += row.properties
RETURN count(r) AS written"""


@cache
def delete_relationship(name: str) -> str:
    """Return the statement that deletes derived relationships of one type."""
    _require(PREDICATE_NAME.fullmatch(name) is not None, name)
    return f"""\
UNWIND $rows AS row
MATCH (s:Entity {{id: row.subject}})-[r:{name}]->(o:Entity {{id: row.object}})
DELETE r"""


def schema_script() -> str:
    """Return ``schema.cypher``, with its comments, as an administrator would run it."""
    return resources.files("graphkit.stores").joinpath("schema.cypher").read_text(encoding="utf-8")


def schema() -> list[str]:
    """Return the statements of ``schema.cypher``."""
    lines = [line for line in schema_script().splitlines() if not line.startswith("//")]
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]


def schema_name(statement: str) -> str:
    """Return the name of the constraint or index that a statement of the schema makes."""
    return statement.split()[2]


def _require(valid: bool, name: str) -> None:
    if not valid:
        raise ValueError(f"{name!r} is no label or relationship type")
