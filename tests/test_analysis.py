"""Measures of networks, on networks small enough to reckon by hand."""

from __future__ import annotations

import inspect
import math
import os
import re
import subprocess
import sys
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import QueryError, analysis
from graphkit.stores.embedded import EmbeddedStore
from tests.sample import sample_graph


def network(*edges: str, kinds: dict[str, str] | None = None) -> nx.MultiDiGraph[Any]:
    """A network of edges ``"a USES b 0.5 testing"``; certain and actual where not said, kinds company."""
    built: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    for edge in edges:
        subject, predicate, object_, *rest = edge.split()
        confidence, status = float(rest[0]) if rest else 1.0, rest[1] if len(rest) > 1 else "actual"
        for node in (subject, object_):
            built.add_node(node, name=node.upper(), names=[node.upper()], kind=(kinds or {}).get(node, "company"))
        built.add_edge(subject, object_, key=predicate, predicate=predicate, confidence=confidence, status=status)
    return built


def by_id(rows: Any, column: str) -> dict[str, Any]:
    return {row["id"]: row[column] for row in rows}


STAR = network("a USES hub", "b USES hub", "c USES hub")
# Two triangles that one edge joins.
BARBELL = network("a USES b", "b USES c", "c USES a", "x USES y", "y USES z", "z USES x", "c USES x")


class TestCentrality:
    def test_star(self) -> None:
        rows = analysis.centrality(STAR)
        assert rows[0] == {
            "id": "hub", "name": "HUB", "kind": "company", "degree": 1.0, "in_degree": 3, "out_degree": 0,
            "pagerank": rows[0]["pagerank"],
        }  # fmt: skip
        assert by_id(rows, "degree")["a"] == pytest.approx(1 / 3)
        # p = rank of a leaf, h of the hub: p = (0.15 + 0.85 h) / 4, h = p + 0.85 * 3 p, 3 p + h = 1.
        leaf = 1 / 6.55
        assert by_id(rows, "pagerank") == pytest.approx({"hub": 3.55 * leaf, "a": leaf, "b": leaf, "c": leaf})

    def test_ring_shares_alike(self) -> None:
        ring = network("a USES b", "b USES c", "c USES a")
        assert by_id(analysis.centrality(ring), "pagerank") == pytest.approx(dict.fromkeys("abc", 1 / 3))

    def test_confidence_divides_rank(self) -> None:
        # Of what a hands on, b gets 0.9 / (0.9 + 0.3).
        ranks = by_id(analysis.centrality(network("a USES b 0.9", "a USES c 0.3")), "pagerank")
        base = ranks["a"]
        assert ranks["b"] - base == pytest.approx(0.85 * base * 0.75)
        assert ranks["c"] - base == pytest.approx(0.85 * base * 0.25)

    def test_two_relationships_of_a_pair_are_one_neighbour(self) -> None:
        rows = analysis.centrality(network("a USES b", "a CLIENT_OF b"))
        assert by_id(rows, "in_degree") == {"b": 1, "a": 0}

    @given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=12))
    def test_ranks_sum_to_one(self, pairs: list[tuple[str, str]]) -> None:
        rows = analysis.centrality(network(*(f"{a} USES {b}" for a, b in pairs)))
        assert sum(row["pagerank"] for row in rows) == pytest.approx(1 if pairs else 0)

    def test_entities_without_relationships(self) -> None:
        alone: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
        alone.add_node("company/a", name="A", kind="company")
        assert analysis.centrality(alone)[0]["pagerank"] == 1.0
        assert analysis.centrality(alone)[0]["degree"] == 0.0


class TestCommunities:
    def test_two_triangles(self) -> None:
        rows = analysis.communities(BARBELL)
        assert [(row["community"], row["size"], row["id"]) for row in rows] == [
            (1, 3, "a"), (1, 3, "b"), (1, 3, "c"), (2, 3, "x"), (2, 3, "y"), (2, 3, "z"),
        ]  # fmt: skip

    def test_larger_groups_come_first(self) -> None:
        rows = analysis.communities(network("a USES b", "x USES y", "y USES z", "z USES x"))
        assert by_id(rows, "community") == {"x": 1, "y": 1, "z": 1, "a": 2, "b": 2}

    def test_confidence_binds(self) -> None:
        square = ("a USES b {0}", "c USES d {0}", "b USES c {1}", "d USES a {1}")
        tight = analysis.communities(network(*(edge.format(0.9, 0.1) for edge in square)))
        assert by_id(tight, "community") == {"a": 1, "b": 1, "c": 2, "d": 2}
        other = analysis.communities(network(*(edge.format(0.1, 0.9) for edge in square)))
        assert by_id(other, "community") == {"a": 1, "d": 1, "b": 2, "c": 2}

    @pytest.mark.parametrize("hash_seed", ["0", "1", "2"])
    def test_every_process_finds_the_same(self, hash_seed: str) -> None:
        script = (
            "import networkx as nx; from graphkit import analysis;"
            "g = nx.MultiDiGraph(nx.gnm_random_graph(60, 120, seed=7));"
            "g = nx.relabel_nodes(g, {n: f'company/{n}' for n in g});"
            "measures = (analysis.communities, analysis.brokers, analysis.centrality);"
            "print(*(measure(g).to_dicts() for measure in measures))"
        )
        graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(nx.gnm_random_graph(60, 120, seed=7))
        graph = nx.relabel_nodes(graph, {n: f"company/{n}" for n in reversed(list(graph))})
        expected = (f(graph).to_dicts() for f in (analysis.communities, analysis.brokers, analysis.centrality))
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == " ".join(map(str, expected))


class TestBrokers:
    def test_path(self) -> None:
        # Of the one pair of others, the middle is on the only shortest path.
        rows = analysis.brokers(network("a USES b", "c USES b"))
        assert [(row["id"], row["betweenness"], row["neighbours"]) for row in rows] == [
            ("b", 1.0, 2), ("a", 0.0, 1), ("c", 0.0, 1),
        ]  # fmt: skip
        # b: half its ties with each of two who have none with each other, 0.25 + 0.25; a: all with one.
        assert by_id(rows, "constraint") == {"b": 0.5, "a": 1.0, "c": 1.0}

    def test_triangle_constrains(self) -> None:
        # Each: half with each partner, and half of half back to it through the other: 2 * 0.75 ** 2.
        rows = analysis.brokers(network("a USES b", "b USES c", "c USES a"))
        assert by_id(rows, "constraint") == dict.fromkeys("abc", 1.125)
        assert by_id(rows, "betweenness") == dict.fromkeys("abc", 0.0)

    def test_the_bridge_comes_first(self) -> None:
        rows = analysis.brokers(BARBELL)
        # c is on the paths of a and b to x, y and z: 6 of the 10 pairs of others.
        assert [(row["id"], row["betweenness"]) for row in rows[:2]] == [
            ("c", pytest.approx(0.6)),
            ("x", pytest.approx(0.6)),
        ]

    def test_alone(self) -> None:
        alone: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
        alone.add_nodes_from(["a", "b"])
        assert analysis.brokers(alone)[0]["constraint"] is None

    @given(
        st.lists(
            st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.sampled_from((0.25, 0.5, 1.0))),
            min_size=1, max_size=15,
        )
    )  # fmt: skip
    def test_constraint_is_that_of_networkx(self, ties: list[tuple[str, str, float]]) -> None:
        built = network(*(f"{a} USES {b} {c}" for a, b, c in ties if a != b))
        joined: nx.Graph[Any] = nx.Graph()
        for a, b, confidence in built.edges(data="confidence"):
            weight = confidence + (joined.edges[a, b]["weight"] if joined.has_edge(a, b) else 0)
            joined.add_edge(a, b, weight=weight)
        expected = nx.constraint(joined, nodes=list(joined), weight="weight")
        assert by_id(analysis.brokers(built), "constraint") == pytest.approx(expected)

    def test_sample_is_seeded(self) -> None:
        assert analysis.brokers(BARBELL, sample=3, seed=1) == analysis.brokers(BARBELL, sample=3, seed=1)
        assert analysis.brokers(BARBELL, sample=6) == analysis.brokers(BARBELL)


class TestVendorConcentration:
    EDGES = ("a CLIENT_OF v", "b CLIENT_OF v", "c USES v", "c CLIENT_OF w")

    def test_shares(self) -> None:
        found = analysis.vendor_concentration(network(*self.EDGES))
        # Four pairs: three quarters with v, a quarter with w.
        assert found.hhi == 0.75**2 + 0.25**2 == 0.625
        assert found.effective_vendors == 1.6
        assert (found.vendors, found.clients) == (2, 3)
        assert [(row["id"], row["clients"], row["share"]) for row in found.shares] == [("v", 3, 0.75), ("w", 1, 0.25)]

    def test_monopoly_and_equal_shares(self) -> None:
        assert analysis.vendor_concentration(network("a USES v", "b USES v")).hhi == 1.0
        assert analysis.vendor_concentration(network("a USES v", "b USES w")).hhi == 0.5

    def test_pair_counts_once(self) -> None:
        found = analysis.vendor_concentration(network("a USES v", "a CLIENT_OF v", "b CLIENT_OF w"))
        assert found.hhi == 0.5

    def test_counts_what_is_so_unless_told(self) -> None:
        edges = network("a USES v", "b USES w 1 ended", "c USES w 1 testing")
        assert analysis.vendor_concentration(edges).vendors == 1
        assert analysis.vendor_concentration(edges, statuses=("actual", "testing")).vendors == 2
        assert analysis.vendor_concentration(edges, statuses=None).clients == 3

    def test_kinds(self) -> None:
        edges = network("a USES v", "p USES w", "p USES t", kinds={"p": "agency", "t": "technology"})
        assert analysis.vendor_concentration(edges).vendors == 2
        assert analysis.vendor_concentration(edges, clients={"agency"}).shares[0]["id"] == "w"
        assert analysis.vendor_concentration(edges, vendors={"technology"}).shares[0]["id"] == "t"

    def test_no_vendor(self) -> None:
        found = analysis.vendor_concentration(network("a SUED b"))
        assert (found.hhi, found.effective_vendors, found.vendors, found.clients) == (0.0, 0.0, 0, 0)
        assert found.shares.columns == ("id", "name", "kind", "clients", "share")


class TestTrustedPath:
    EDGES = ("a USES z 0.5", "a USES b 0.9", "z USES b 0.8")

    def test_surest_beats_shortest(self) -> None:
        path = analysis.trusted_path(network(*self.EDGES), "a", "z")
        assert path is not None
        assert path.confidence == pytest.approx(0.72)
        assert [(s["source"], s["target"], s["subject"], s["object"]) for s in path.steps] == [
            ("a", "b", "a", "b"), ("b", "z", "z", "b"),
        ]  # fmt: skip

    def test_directed(self) -> None:
        path = analysis.trusted_path(network(*self.EDGES), "a", "z", directed=True)
        assert path is not None
        assert path.confidence == 0.5
        assert analysis.trusted_path(network(*self.EDGES), "b", "a", directed=True) is None

    def test_equally_sure_ways_go_by_steps(self) -> None:
        path = analysis.trusted_path(network("a USES b", "b USES c", "c USES d", "a SUED d"), "a", "d")
        assert path is not None
        assert [step["predicate"] for step in path.steps] == ["SUED"]

    def test_the_surest_of_two_relationships(self) -> None:
        path = analysis.trusted_path(network("a USES b 0.5", "b CLIENT_OF a 0.7"), "a", "b")
        assert path is not None
        assert path.steps[0]["predicate"] == "CLIENT_OF"

    def test_a_step_of_no_confidence_is_none(self) -> None:
        assert analysis.trusted_path(network("a USES b 0.0"), "a", "b") is None

    def test_from_an_entity_to_itself(self) -> None:
        path = analysis.trusted_path(STAR, "a", "a")
        assert path is not None
        assert (path.confidence, len(path.steps)) == (1.0, 0)

    def test_names(self) -> None:
        built = network("a USES b")
        built.nodes["b"]["names"] = ["B", "Bee Inc."]
        assert analysis.trusted_path(built, "A", "bee inc.") is not None
        with pytest.raises(QueryError, match="nothing in this network is called 'Zed'"):
            analysis.trusted_path(built, "a", "Zed")
        built.nodes["a"]["names"] = ["A", "BEE INC."]
        with pytest.raises(QueryError, match=r"'Bee Inc\.' may be a, b: give one of these ids"):
            analysis.trusted_path(built, "a", "Bee Inc.")

    @given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.floats(0.01, 1)), min_size=1))
    def test_no_other_path_is_surer(self, ties: list[tuple[str, str, float]]) -> None:
        built = network(*(f"{a} USES {b} {c}" for a, b, c in ties))
        start, end = sorted(built)[0], sorted(built)[-1]
        found = analysis.trusted_path(built, start, end)
        joined: nx.Graph[Any] = nx.Graph()
        for a, b, confidence in built.edges(data="confidence"):
            known = joined.edges[a, b]["confidence"] if joined.has_edge(a, b) else 0.0
            joined.add_edge(a, b, confidence=max(known, confidence))
        products = [
            math.prod(joined.edges[pair]["confidence"] for pair in pairwise(path))
            for path in nx.all_simple_paths(joined, start, end)
        ]
        if start == end:
            assert found is not None
        elif not products:
            assert found is None
        else:
            assert found is not None
            assert found.confidence == pytest.approx(max(products))


def test_on_a_graph_that_was_read() -> None:
    with sample_graph(EmbeddedStore()) as graph:
        whole = graph.to_networkx()
    assert analysis.centrality(whole)[0]["name"] == "Acme Vision"
    assert analysis.brokers(whole)[0]["name"] == "Acme Vision"
    assert len(analysis.communities(whole)) == len(whole)
    assert analysis.vendor_concentration(whole).shares[0]["name"] == "Acme Vision"
    path = analysis.trusted_path(whole, "Fotowall", "oslo")
    assert path is not None
    # It takes data (0.95) surer than it is sued (0.85).
    assert [step["predicate"] for step in path.steps] == ["SOURCES_DATA_FROM", "HEADQUARTERED_IN"]
    assert path.confidence == pytest.approx(0.95 * 0.85)


def test_nothing_changes_the_network() -> None:
    before = nx.to_dict_of_dicts(BARBELL)
    for measure in (analysis.centrality, analysis.communities, analysis.brokers, analysis.vendor_concentration):
        measure(BARBELL)
    analysis.trusted_path(BARBELL, "a", "z")
    assert nx.to_dict_of_dicts(BARBELL) == before


@pytest.mark.parametrize("name", analysis.__all__)
def test_public_names_are_documented(name: str) -> None:
    thing = getattr(analysis, name)
    assert thing.__doc__
    assert not thing.__doc__.startswith(f"{name}(")
    if inspect.isfunction(thing):
        assert re.search(r"\b(19|20)\d\d\b", thing.__doc__), "names no source"
