"""The sample articles as a person read them: ``data/articles.jsonl``, every entity and claim labelled by hand.

What a graph of these labels answers doesn't depend on the model, so that tests can ask for it in full.
"""

from __future__ import annotations

from pathlib import Path

from graphkit import KnowledgeGraph
from graphkit.ontology import Ontology
from graphkit.queries import Queries
from graphkit.stores.base import Store

LABELS = Path(__file__).parent / "data" / "articles.jsonl"


def labelled_graph(store: Store) -> KnowledgeGraph:
    """Load the labels into a store, as ``graphkit load`` does; a line that fails fails the test."""
    graph = KnowledgeGraph(store, Ontology.load(), Queries())
    report = graph.load(LABELS)
    assert not report.failed, report
    return graph
