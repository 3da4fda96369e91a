"""The graph as a networkx MultiDiGraph: entities as nodes, derived relationships as edges."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import networkx as nx

from graphkit.stores.base import Store

NODES = """
MATCH (e:Entity)
RETURN e.id AS id, e.name AS name, e.kind AS kind, e.names AS names, e.articles AS articles
ORDER BY id"""
EDGES = """
MATCH (s:Entity)-[r]->(o:Entity)
WHERE ($predicates IS NULL OR type(r) IN $predicates)
  AND r.confidence >= $min_confidence
  AND ($since IS NULL OR r.last_seen >= $since)
RETURN s.id AS subject, type(r) AS predicate, o.id AS object, r.status AS status, r.statuses AS statuses,
       r.contested AS contested, r.confidence AS confidence, r.claims AS claims, r.articles AS articles,
       r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY subject, predicate, object"""


def to_networkx(
    store: Store, predicates: Collection[str] | None = None, min_confidence: float = 0.0, since: str | None = None
) -> nx.MultiDiGraph[Any]:
    """Return the relationships that pass the filters, keyed by predicate, with all properties.

    Without a filter every entity is a node, with one only those that an edge joins.
    """
    filtered = predicates is not None or min_confidence > 0 or since is not None
    parameters = {
        "predicates": None if predicates is None else sorted(predicates),
        "min_confidence": min_confidence,
        "since": since,
    }
    edges = store.read(EDGES, parameters)
    joined = {row[end] for row in edges for end in ("subject", "object")}
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    for row in store.read(NODES):
        if not filtered or row["id"] in joined:
            graph.add_node(row.pop("id"), **row)
    for row in edges:
        subject, predicate, object_ = row.pop("subject"), row.pop("predicate"), row.pop("object")
        graph.add_edge(subject, object_, key=predicate, predicate=predicate, **row)
    return graph
