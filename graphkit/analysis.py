"""Measures of a network: who is central, who belongs together, who stands between, who depends on whom.

All of them take what ``KnowledgeGraph.to_networkx`` gives, a MultiDiGraph with entities as nodes and
relationships as edges, and give the same answer for the same network, whatever the order of its nodes::

    network = graph.to_networkx(predicates=["USES", "CLIENT_OF"], min_confidence=0.5)
    analysis.brokers(network)[:10]

A network read from the news shows whom the news speaks of. Measures of it are leads, not findings.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx

from graphkit.errors import QueryError
from graphkit.rows import Rows

Network = nx.MultiDiGraph

PAGERANK_TOLERANCE = 1e-10  # summed over all entities
PAGERANK_ROUNDS = 1000
# What a step costs beside its confidence: decides between ways that are equally sure, as all are in
# a graph that people wrote down, and between no others.
STEP = 1e-9
ENTITY = ("id", "name", "kind")


@dataclass(frozen=True, slots=True)
class Concentration:
    """How clients are spread over vendors.

    ``hhi`` is the Herfindahl-Hirschman index in [0, 1] (times 10,000 for the points that competition
    authorities count in), ``effective_vendors`` its reciprocal: so many vendors of equal size would be
    as concentrated. Both are 0 where there is no vendor. ``shares`` has a row for each vendor, the
    largest first: ``id``, ``name``, ``kind``, ``clients`` and ``share`` in [0, 1].
    """

    hhi: float
    effective_vendors: float
    vendors: int
    clients: int
    shares: Rows


@dataclass(frozen=True, slots=True)
class TrustedPath:
    """A way from one entity to another. ``confidence`` is the product of those of its steps, in [0, 1].

    ``steps`` has a row for each, in order: ``source`` and ``target`` as the path takes them, and the
    relationship as it is in the graph: ``subject``, ``predicate``, ``object``, ``status``, ``confidence``.
    """

    confidence: float
    steps: Rows


def centrality(network: Network[str], *, damping: float = 0.85) -> Rows:
    """Return how much each entity is at the centre of the network, by falling ``pagerank``.

    ``degree`` is the share of the other entities that it is joined to, in [0, 1] (Freeman 1978,
    "Centrality in social networks", Social Networks 1); ``in_degree`` and ``out_degree`` are numbers of
    entities that point to it and that it points to. ``pagerank`` sums to 1 over the network (Brin and
    Page 1998, "The anatomy of a large-scale hypertextual Web search engine"): rank flows from subjects to
    objects, so from clients to vendors, in proportion to the summed confidence of the relationships.
    """
    forward = _summed(network)
    joined = _undirected(forward)
    others = max(len(network) - 1, 1)
    ranks = _pagerank(forward, damping)
    rows = [
        {
            **_entity(network, node),
            "degree": len(joined[node]) / others,
            "in_degree": forward.in_degree(node),
            "out_degree": forward.out_degree(node),
            "pagerank": ranks[node],
        }
        for node in forward
    ]
    return _ranked(rows, "pagerank", (*ENTITY, "degree", "in_degree", "out_degree", "pagerank"))


def communities(network: Network[str], *, resolution: float = 1.0, seed: int = 0) -> Rows:
    """Return to which group of closely joined entities each belongs, the largest group first.

    Groups are numbered from 1; ``size`` counts entities. The method is Louvain's (Blondel, Guillaume,
    Lambiotte and Lefebvre 2008, "Fast unfolding of communities in large networks"), on the summed
    confidence of relationships in either direction. A higher ``resolution`` makes smaller groups; another
    ``seed`` may make others where a network has no clear ones.
    """
    joined = _undirected(_summed(network))
    nodes = list(joined)
    # Numbers, whose order in a set, unlike that of strings, is the same in every process.
    numbered: nx.Graph[Any] = nx.convert_node_labels_to_integers(joined)
    found = nx.community.louvain_communities(numbered, weight="weight", resolution=resolution, seed=seed)
    groups = sorted((sorted(nodes[number] for number in group) for group in found), key=lambda g: (-len(g), g))
    rows = [
        {"community": place, "size": len(group), **_entity(network, node)}
        for place, group in enumerate(groups, 1)
        for node in group
    ]
    return Rows(rows, ("community", "size", *ENTITY))


def brokers(network: Network[str], *, sample: int | None = None, seed: int = 0) -> Rows:
    """Return who stands between others, by falling ``betweenness``; directions are left aside.

    ``betweenness`` is the share of the shortest paths between all pairs of others that lead through the
    entity, in [0, 1] (Freeman 1977, "A set of measures of centrality based on betweenness", Sociometry 40; by
    the algorithm of Brandes 2001). It takes time that grows with entities times relationships; with
    ``sample`` it is estimated from paths that start at so many entities, chosen by ``seed``.

    ``constraint`` is low where an entity's partners are not tied to each other, so that it alone joins
    them (Burt 1992, "Structural Holes"), on summed confidences; None where it has no partner.
    ``neighbours`` counts partners.
    """
    joined = _undirected(_summed(network))
    k = None if sample is None or sample >= len(joined) else sample
    constraints = _constraints(joined)
    between = nx.betweenness_centrality(joined, k=k, seed=seed)
    rows = [
        {
            **_entity(network, node),
            "betweenness": between[node],
            "constraint": constraints[node],
            "neighbours": len(joined[node]),
        }
        for node in joined
    ]
    return _ranked(rows, "betweenness", (*ENTITY, "betweenness", "constraint", "neighbours"))


def vendor_concentration(
    network: Network[str],
    *,
    clients: Collection[str] | None = None,
    vendors: Collection[str] = ("company", "organization", "agency"),
    predicates: Collection[str] = ("CLIENT_OF", "USES"),
    statuses: Collection[str] | None = ("actual",),
) -> Concentration:
    """Return how concentrated clients are on few vendors: the sum of the vendors' squared shares.

    A vendor's share is its part of all pairs of a client and a vendor, each pair counted once. ``clients``
    and ``vendors`` are kinds of entities (``{"agency"}``), ``statuses`` those that a relationship may
    have; None takes all. The index is Hirschman's (1945, "National Power and the Structure of Foreign
    Trade") and Herfindahl's (1950); its reciprocal Adelman's (1969, "Comment on the 'H' concentration
    measure as a numbers-equivalent", Review of Economics and Statistics 51).
    """
    of: dict[str, set[str]] = defaultdict(set)
    for client, vendor, predicate, properties in network.edges(keys=True, data=True):
        if (
            properties.get("predicate", predicate) in predicates
            and (statuses is None or properties.get("status") in statuses)
            and (clients is None or network.nodes[client].get("kind") in clients)
            and network.nodes[vendor].get("kind") in vendors
            and client != vendor
        ):
            of[vendor].add(client)
    pairs = sum(map(len, of.values()))
    rows = [{**_entity(network, vendor), "clients": len(of[vendor]), "share": len(of[vendor]) / pairs} for vendor in of]
    hhi = math.fsum(row["share"] ** 2 for row in rows)
    return Concentration(
        hhi=hhi,
        effective_vendors=1 / hhi if rows else 0.0,
        vendors=len(of),
        clients=len(set().union(*of.values())),
        shares=_ranked(rows, "clients", (*ENTITY, "clients", "share")),
    )


def trusted_path(network: Network[str], source: str, target: str, *, directed: bool = False) -> TrustedPath | None:
    """Return the surest way between two entities, given by name, alias or id; None where there is none.

    It is the path whose confidences have the greatest product, taking relationships for independent: the
    shortest by Dijkstra (1959, "A note on two problems in connexion with graphs") where a step costs -ln of
    its confidence (Ahuja, Magnanti and Orlin 1993, "Network Flows", chapter 4). Of ways that are
    equally sure it is the one with the fewest steps. ``directed`` follows relationships from subject to object
    only. Raises QueryError where a name is not in the network or is borne by several.
    """
    start, end = _find(network, source), _find(network, target)
    best: dict[tuple[str, str], dict[str, Any]] = {}
    ways: nx.DiGraph[str] = nx.DiGraph()
    ways.add_nodes_from(sorted(network))
    for subject, object_, predicate in sorted(network.edges(keys=True)):
        properties = network.edges[subject, object_, predicate]
        confidence = float(properties.get("confidence", 1.0))
        if confidence <= 0:
            continue
        step = {
            "subject": subject,
            "predicate": properties.get("predicate", predicate),
            "object": object_,
            "status": properties.get("status"),
            "confidence": confidence,
        }
        for pair in {(subject, object_), (subject, object_) if directed else (object_, subject)}:
            if pair not in best or confidence > best[pair]["confidence"]:
                best[pair] = step
    for pair in sorted(best):
        ways.add_edge(*pair, weight=STEP - math.log(min(best[pair]["confidence"], 1.0)))
    try:
        path = nx.dijkstra_path(ways, start, end)
    except nx.NetworkXNoPath:
        return None
    steps = [{"source": a, "target": b, **best[a, b]} for a, b in pairwise(path)]
    columns = ("source", "target", "subject", "predicate", "object", "status", "confidence")
    return TrustedPath(math.prod(step["confidence"] for step in steps), Rows(steps, columns))


def _summed(network: Network[str]) -> nx.DiGraph[str]:
    """Return the network with one edge a pair, in sorted order; ``weight`` is the sum of confidences.

    That is the expected number of relationships that are so. Those of an entity to itself are left out.
    """
    simple: nx.DiGraph[str] = nx.DiGraph()
    simple.add_nodes_from(sorted(network))
    for subject, object_, predicate in sorted(network.edges(keys=True)):
        weight = float(network.edges[subject, object_, predicate].get("confidence", 1.0))
        if subject == object_ or weight <= 0:
            continue
        if simple.has_edge(subject, object_):
            weight += simple.edges[subject, object_]["weight"]
        simple.add_edge(subject, object_, weight=weight)
    return simple


def _undirected(forward: nx.DiGraph[str]) -> nx.Graph[Any]:
    joined: nx.Graph[Any] = nx.Graph()
    joined.add_nodes_from(forward)
    for a, b, properties in forward.edges(data=True):
        weight = properties["weight"]
        joined.add_edge(a, b, weight=weight + (joined.edges[a, b]["weight"] if joined.has_edge(a, b) else 0.0))
    return joined


def _pagerank(forward: nx.DiGraph[str], damping: float) -> dict[str, float]:
    """Return PageRank by power iteration; networkx has it too, but wants scipy for it."""
    count = len(forward)
    strength = dict(forward.out_degree(weight="weight"))
    ranks = dict.fromkeys(forward, 1 / count) if count else {}
    for _ in range(PAGERANK_ROUNDS):
        # An entity that points nowhere hands its rank to all alike.
        idle = math.fsum(rank for node, rank in ranks.items() if not strength[node])
        new = dict.fromkeys(ranks, (1 - damping + damping * idle) / count if count else 0.0)
        for subject, object_, properties in forward.edges(data=True):
            new[object_] += damping * ranks[subject] * properties["weight"] / strength[subject]
        change = math.fsum(abs(new[node] - ranks[node]) for node in ranks)
        ranks = new
        if change < PAGERANK_TOLERANCE:
            break
    return ranks


def _constraints(joined: nx.Graph[Any]) -> dict[str, float | None]:
    """Return Burt's constraint of each; networkx's takes the cube of the number of partners."""
    shares: dict[str, dict[str, float]] = {}
    for node in joined:
        whole = math.fsum(edge["weight"] for edge in joined[node].values())
        shares[node] = {partner: edge["weight"] / whole for partner, edge in joined[node].items()}
    return {node: _constraint(shares, node) if shares[node] else None for node in shares}


def _constraint(shares: Mapping[str, Mapping[str, float]], node: str) -> float:
    own = shares[node]
    total = 0.0
    for partner, direct in own.items():
        fewer = min(own, shares[partner], key=len)
        indirect = math.fsum(own[q] * shares[q][partner] for q in fewer if q in own and q in shares[partner])
        total += (direct + indirect) ** 2
    return total


def _find(network: Network[str], name: str) -> str:
    """Return the node with this id, or this name or alias in any case."""
    if name in network:
        return name
    folded = name.casefold()
    found = sorted(
        node
        for node, properties in network.nodes(data=True)
        if folded in {str(n).casefold() for n in (properties.get("name"), *(properties.get("names") or ()))}
    )
    if not found:
        raise QueryError(f"nothing in this network is called {name!r}; `graph.find(text)` finds parts of names")
    if len(found) > 1:
        raise QueryError(f"{name!r} may be {', '.join(found[:5])}: give one of these ids")
    return found[0]


def _entity(network: Network[str], node: str) -> dict[str, Any]:
    properties = network.nodes[node]
    return {"id": node, "name": properties.get("name", node), "kind": properties.get("kind")}


def _ranked(rows: Iterable[dict[str, Any]], by: str, columns: Iterable[str]) -> Rows:
    """Return rows by falling value; rounding keeps equals together, which then go by id."""
    return Rows(sorted(rows, key=lambda row: (-round(row[by], 12), row["id"])), columns)


__all__ = [
    "Concentration",
    "TrustedPath",
    "brokers",
    "centrality",
    "communities",
    "trusted_path",
    "vendor_concentration",
]
