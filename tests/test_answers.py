"""What every canned query answers on the sample articles, in full.

The articles are labelled by hand (``tests/labelled.py``). ``data/answers/QUERY.json`` holds what a query is
asked and the rows that follow from the labels, worked out from them apart from the queries. Whoever changes a
label, an article or a query works out the rows anew, and doesn't copy what the query gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graphkit import KnowledgeGraph
from graphkit.articles import Failure, read
from graphkit.extraction_files import read_extractions
from graphkit.queries import Queries
from graphkit.records import Extraction
from graphkit.stores.embedded import EmbeddedStore
from tests.labelled import LABELS, labelled_graph
from tests.neo4j.server import Connection
from tests.stores.conftest import neo4j_store

ROOT = Path(__file__).parents[1]
ANSWERS = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (LABELS.parent / "answers").glob("*.json")
}
CASES = [
    pytest.param(name, case, id=f"{name}({', '.join(f'{k}={v}' for k, v in case['asked'].items())})")
    for name, cases in sorted(ANSWERS.items())
    for case in cases
]


@pytest.fixture(scope="module")
def embedded() -> Iterator[KnowledgeGraph]:
    with labelled_graph(EmbeddedStore()) as graph:
        yield graph


@pytest.fixture(scope="module")
def on_neo4j(neo4j_server: Connection) -> Iterator[KnowledgeGraph]:
    neo4j_server.empty()
    with labelled_graph(neo4j_store(neo4j_server)) as graph:
        yield graph


def labels() -> Iterator[Extraction]:
    for extraction in read_extractions(LABELS):
        assert not isinstance(extraction, Failure), extraction
        yield extraction


def test_the_labels_are_of_the_articles_as_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)  # the ids of files are their paths
    assert [extraction.article for extraction in labels()] == list(read(["data/articles"]))


def test_mentions_are_forms_of_their_entity() -> None:
    for extraction in labels():
        for entity in extraction.entities:
            assert entity.mentions, entity
            assert {m.text for m in entity.mentions} <= {entity.name, *entity.aliases}, entity


def test_every_query_has_an_answer() -> None:
    assert sorted(ANSWERS) == sorted(Queries())
    assert all(any(case["rows"] for case in cases) for cases in ANSWERS.values())


@pytest.mark.parametrize(("name", "case"), CASES)
class TestAnswers:
    def test_embedded(self, embedded: KnowledgeGraph, name: str, case: dict[str, Any]) -> None:
        assert_answers(embedded, name, case)

    def test_on_neo4j(self, on_neo4j: KnowledgeGraph, name: str, case: dict[str, Any]) -> None:
        assert_answers(on_neo4j, name, case)


def assert_answers(graph: KnowledgeGraph, name: str, case: dict[str, Any]) -> None:
    rows = graph.query(name, **case["asked"])
    assert list(rows.columns) == case["columns"]
    assert [list(row.values()) for row in rows] == case["rows"]
