"""The graph as a networkx MultiDiGraph: entities as nodes, derived relationships as edges; and parts of one."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator
from itertools import islice
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


def joined(network: nx.MultiDiGraph[Any]) -> nx.MultiDiGraph[Any]:
    """Return the network without the nodes that no edge joins to another."""
    beside, _ = _neighbours(network)
    return network.subgraph(node for node in network if beside[node]).copy()


def most_connected(network: nx.MultiDiGraph[Any], limit: int) -> nx.MultiDiGraph[Any]:
    """Return at most ``limit`` nodes with the edges between them, grown from the node with the most neighbours.

    Of all that touch what is there, the one with the most neighbours comes next; where nothing touches it
    any more, the growth begins anew elsewhere. So what is shown hangs together, as far as the network does.
    """
    beside, rank = _neighbours(network)
    seen: set[str] = set()

    def growth() -> Iterator[str]:
        for start in sorted(network, key=rank.__getitem__):
            waiting = [rank[start]] if start not in seen else []
            seen.add(start)
            while waiting:
                _, node = heapq.heappop(waiting)
                yield node
                for other in beside[node] - seen:
                    seen.add(other)
                    heapq.heappush(waiting, rank[other])

    return network.subgraph(islice(growth(), limit)).copy()


def around(
    network: nx.MultiDiGraph[Any], centres: Collection[str], *, steps: int = 1, limit: int
) -> nx.MultiDiGraph[Any]:
    """Return what is within ``steps`` edges of the centres, in either direction, at most ``limit`` nodes.

    The nearest come first, and of those equally near the ones with the most neighbours; centres always stay.
    """
    beside, rank = _neighbours(network)
    kept = list(dict.fromkeys(centre for centre in centres if centre in network))
    ring, seen = list(kept), set(kept)
    for _ in range(steps):
        ring = sorted({other for node in ring for other in beside[node]} - seen, key=rank.__getitem__)
        seen.update(ring)
        kept += ring[: max(limit - len(kept), 0)]
    return network.subgraph(kept).copy()


def _neighbours(network: nx.MultiDiGraph[Any]) -> tuple[dict[str, set[str]], dict[str, tuple[int, str]]]:
    """Return the neighbours of each node, and its place in an order that begins with the most of them."""
    beside = {node: {*network.successors(node), *network.predecessors(node)} - {node} for node in network}
    return beside, {node: (-len(others), node) for node, others in beside.items()}
