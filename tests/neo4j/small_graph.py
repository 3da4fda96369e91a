"""Loads ``small_graph.yaml`` into a server, without the store that is under test elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.neo4j.server import Connection

DATA = Path(__file__).with_suffix(".yaml")

ARTICLES = """
UNWIND $rows AS row
CREATE (:Article {id: "article/" + row.key, key: row.key, title: row.title, published: row.published})
"""
ENTITIES = """
UNWIND $rows AS row
CREATE (e:Entity {id: toLower(row.type) + "/" + replace(toLower(row.name), " ", "-"), name: row.name,
                  names: [row.name], kind: row.type})
SET e:$(row.type)
"""
CLAIMS = """
UNWIND $rows AS row
MATCH (a:Article {key: row.article}), (s:Entity {name: row.subject}), (o:Entity {name: row.object})
CREATE (c:Claim {id: row.id, predicate: row.predicate, status: row.status, confidence: row.confidence,
                 sentence: row.sentence, published: a.published})
CREATE (c)-[:SUBJECT]->(s), (c)-[:OBJECT]->(o), (c)-[:STATED_IN]->(a)
MERGE (s)-[r:$(row.predicate)]->(o)
ON CREATE SET r = {status: row.status, statuses: [row.status], confidence: row.confidence, claims: 1, articles: 1,
                   first_seen: a.published, last_seen: a.published}
ON MATCH SET r.claims = r.claims + 1, r.articles = 2
"""
FIELDS = ("article", "subject", "predicate", "object", "status", "confidence", "sentence")


def small_graph() -> dict[str, Any]:
    """Return the graph as its file has it."""
    graph: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return graph


def load_small_graph(connection: Connection) -> None:
    """Write the graph into an empty database."""
    graph = small_graph()
    connection.run(ARTICLES, rows=[{"key": key, **article} for key, article in graph["articles"].items()])
    connection.run(ENTITIES, rows=[{"name": name, "type": kind} for name, kind in graph["entities"].items()])
    claims = [dict(zip(FIELDS, row, strict=True)) for row in graph["claims"]]
    connection.run(CLAIMS, rows=[{"id": f"claim/{number}", **claim} for number, claim in enumerate(claims)])
