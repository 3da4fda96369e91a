"""The formats as ``KnowledgeGraph`` has them, and their page in the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphkit import KnowledgeGraph, QueryError
from graphkit.exports import FOLDERS, FORMATS
from graphkit.exports.tables import TABLES as CSV_FILES
from graphkit.stores.embedded import EmbeddedStore
from tests.sample import sample_graph

DOCS = Path(__file__).parent.parent.parent / "docs" / "exports.md"


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    with sample_graph(EmbeddedStore()) as graph:
        yield graph


@pytest.mark.parametrize("format", sorted({*FORMATS} - {"followthemoney"}))  # which has ids of its own
def test_every_format_holds_every_entity(graph: KnowledgeGraph, format: str) -> None:
    text = "".join(graph.export(format))
    assert text == "".join(graph.export(format))
    assert [row["id"] for row in graph.cypher("MATCH (e:Entity) RETURN e.id AS id") if row["id"] not in text] == []


def test_tables_are_a_folder(graph: KnowledgeGraph, tmp_path: Path) -> None:
    paths = graph.export_tables(tmp_path)
    assert "Acme Vision" in paths[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("format", FOLDERS)
def test_a_folder_of_files_is_no_text(graph: KnowledgeGraph, format: str) -> None:
    with pytest.raises(QueryError, match=f"{format} is a folder of files: .* call {FOLDERS[format]}"):
        graph.export(format)
    assert callable(getattr(graph, FOLDERS[format]))


def test_unknown_format_names_those_that_are_known(graph: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match=r"no export format 'xls'; known are jsonl, .*, csv, neo4j-admin"):
        graph.export("xls")


def test_documentation_has_every_format_and_column() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)) >= {*FORMATS, *FOLDERS}
    for table in CSV_FILES:
        assert f"`{table.name}.csv`" in page
        assert [column for column in table.columns if f"`{column}`" not in page and "_name" not in column] == []
