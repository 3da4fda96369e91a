"""Parts of a network: what is most connected, and what is around somebody."""

from __future__ import annotations

from typing import Any

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graphkit.networks import around, joined, most_connected

NETWORKS = st.lists(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghij")), max_size=25).map(
    lambda edges: nx.MultiDiGraph(edges)
)


def star() -> nx.MultiDiGraph[Any]:
    """A hub with five leaves, one of which has a neighbour of its own; apart from it, a pair."""
    return nx.MultiDiGraph(
        [("hub", "1"), ("2", "hub"), ("hub", "3"), ("hub", "4"), ("hub", "5"), ("5", "far"), ("x", "y")]
    )


def test_the_most_connected_part_grows_from_the_hub_and_begins_anew_elsewhere() -> None:
    assert set(most_connected(star(), 2)) == {"hub", "5"}
    assert set(most_connected(star(), 7)) == {"hub", "1", "2", "3", "4", "5", "far"}
    assert set(most_connected(star(), 8)) == {"hub", "1", "2", "3", "4", "5", "far", "x"}
    assert set(most_connected(star(), 99)) == set(star())


def test_around_counts_steps_in_either_direction_and_keeps_the_nearest() -> None:
    assert set(around(star(), ["2"], steps=1, limit=9)) == {"2", "hub"}
    assert set(around(star(), ["2"], steps=2, limit=3)) == {"2", "hub", "5"}
    assert set(around(star(), ["2", "x"], steps=0, limit=1)) == {"2", "x"}
    assert set(around(star(), ["2", "nobody"], steps=9, limit=99)) == set(star()) - {"x", "y"}


def test_a_node_that_only_points_to_itself_is_not_joined() -> None:
    assert set(joined(nx.MultiDiGraph([("a", "a"), ("b", "c")]))) == {"b", "c"}


@given(NETWORKS, st.integers(1, 12))
def test_the_most_connected_part_is_as_large_as_it_may_be(network: nx.MultiDiGraph[Any], limit: int) -> None:
    part = most_connected(network, limit)
    assert len(part) == min(limit, len(network))
    assert set(part.edges(keys=True)) == {e for e in network.edges(keys=True) if e[0] in part and e[1] in part}


@given(NETWORKS, st.integers(0, 3))
def test_around_is_what_breadth_first_search_finds(network: nx.MultiDiGraph[Any], steps: int) -> None:
    for centre in network:
        near = nx.single_source_shortest_path_length(network.to_undirected(), centre, cutoff=steps)
        assert set(around(network, [centre], steps=steps, limit=99)) == set(near)
