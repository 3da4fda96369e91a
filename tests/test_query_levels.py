"""Queries that go level by level give the rows that a walk over the whole graph would, whatever the limit."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphkit import KnowledgeGraph
from graphkit.stores.embedded import EmbeddedStore
from tests.sample import sample_graph

NAMES = [f"Firm {letter}" for letter in "ABCDEFG"]
Pairs = set[tuple[int, int]]
pairs = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda p: p[0] != p[1]), min_size=1)


def graph_of(predicate: str, type_: str, said: Iterable[tuple[int, int]]) -> KnowledgeGraph:
    """Make a graph in which the first of each pair is joined to the second."""
    named = [(NAMES[subject], NAMES[object_]) for subject, object_ in sorted(said)]
    sentences = [(f"{one} and {other}.", [f"{one}|{predicate}|{other}|actual"]) for one, other in named]
    return sample_graph(EmbeddedStore(), [("2024-01-01", "", "A", sentences)], dict.fromkeys(NAMES, type_))


def levels(said: Pairs, start: int, most: int) -> dict[int, int]:
    """Return how many steps from ``start`` each other one is, along the pairs, up to ``most``."""
    steps, edge = {start: 0}, {start}
    for step in range(1, most + 1):
        edge = {b for a, b in said if a in edge} - steps.keys()
        steps |= dict.fromkeys(edge, step)
    return {n: step for n, step in steps.items() if step}


@settings(max_examples=10)
@given(said=pairs, limit=st.integers(1, 8), most=st.integers(0, 4))
@example(said={(1, 0), (2, 1), (3, 2), (4, 3), (0, 4)}, limit=3, most=4)
@example(said={(1, 0), (2, 0), (2, 1), (3, 2), (0, 3)}, limit=2, most=3)
def test_subsidiaries(said: Pairs, limit: int, most: int) -> None:
    start = min(b for _, b in said)
    graph = graph_of("SUBSIDIARY_OF", "Company", said)
    every = graph.query("subsidiaries_of", entity=NAMES[start], steps=most, limit=1000)
    steps = levels({(b, a) for a, b in said}, start, most)
    assert [(row["subsidiary"], row["parent"], row["steps"]) for row in every] == sorted(
        ((NAMES[a], NAMES[b], steps[a]) for a, b in said if a in steps), key=lambda row: (row[2], row[0], row[1])
    )
    assert graph.query("subsidiaries_of", entity=NAMES[start], steps=most, limit=limit) == every[:limit]


@settings(max_examples=10)
@given(said=pairs, limit=st.integers(1, 8), most=st.integers(0, 4))
@example(said={(0, 1), (1, 2), (2, 3), (3, 0), (2, 0)}, limit=2, most=4)
def test_what_a_product_is_built_on(said: Pairs, limit: int, most: int) -> None:
    start = min(a for a, _ in said)
    graph = graph_of("BUILT_ON", "Product", said)
    every = graph.query("built_on", product=NAMES[start], steps=most, limit=1000)
    steps = levels(said, start, most)
    assert [(row["base"], row["steps"]) for row in every] == sorted(
        ((NAMES[n], step) for n, step in steps.items()), key=lambda row: (row[1], row[0])
    )
    assert graph.query("built_on", product=NAMES[start], steps=most, limit=limit) == every[:limit]


@settings(max_examples=10)
@given(said=pairs, limit=st.integers(1, 8))
@example(said={(0, 1), (1, 2), (2, 3), (3, 4)}, limit=3)
@example(said={(0, 1), (0, 2), (1, 0), (2, 3)}, limit=3)
def test_owners(said: Pairs, limit: int) -> None:
    start = min(a for a, _ in said)
    graph = graph_of("SUBSIDIARY_OF", "Company", said)
    every = graph.query("owners_of", entity=NAMES[start], limit=1000)
    depth = {start: 0} | levels(said, start, 3)
    assert [(row["owned"], row["owner"], row["steps"]) for row in every] == sorted(
        ((NAMES[a], NAMES[b], depth[a] + 1) for a, b in said if a in depth), key=lambda row: (row[2], row[1], row[0])
    )
    assert graph.query("owners_of", entity=NAMES[start], limit=limit) == every[:limit]
