"""CSV, as Python's csv reads it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import GraphkitError
from graphkit.exports.tables import TABLES, guarded, unguarded, write_tables
from graphkit.stores.base import Store
from graphkit.stores.embedded import EmbeddedStore
from tests.exports.conftest import HOSTILE, hostile_articles
from tests.stores.rows import article

NAMES = [f"{table.name}.csv" for table in TABLES]


def read(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as stream:
        return [{name: unguarded(cell) for name, cell in row.items()} for row in csv.DictReader(stream, strict=True)]


def as_written(text: str) -> str:
    """What a table makes of text: the line ends of one system, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join("\ufffd" if (c < " " and c not in "\t\n") or c == "\x7f" else c for c in text)


def test_everything_comes_back(hostile: Store, tmp_path: Path) -> None:
    paths = write_tables(hostile, tmp_path / "out")
    assert [path.name for path in paths] == NAMES
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(NAMES)
    tables = {path.stem: read(path) for path in paths}
    export = list(hostile.export())

    def nodes(label: str) -> dict[str, dict[str, object]]:
        return {row["id"]: row["properties"] for row in export if label in row.get("labels", ())}

    assert [row["id"] for row in tables["entities"]] == sorted(nodes("Entity"))
    assert [row["id"] for row in tables["claims"]] == sorted(nodes("Claim"))
    assert [row["id"] for row in tables["articles"]] == sorted(nodes("Article"))
    for row in tables["claims"]:
        properties = nodes("Claim")[row["id"]]
        assert f"{row['subject']} {row['predicate']} {row['object']}" == properties["triple"]
        assert row["sentence"] == as_written(str(properties["sentence"]))
        assert float(row["confidence"]) == properties["confidence"]
    for row in tables["articles"]:
        assert row["title"] == as_written(str(nodes("Article")[row["id"]]["title"]))
    links = [
        (row["start"], row["type"], row["end"])
        for row in export
        if row["kind"] == "relationship" and row["start"] in nodes("Entity")
    ]
    assert [(r["subject"], r["predicate"], r["object"]) for r in tables["relationships"]] == links
    assert len(tables["mentions"]) == sum(row.get("type") == "MENTIONS" for row in export)


def test_claims_bring_names_and_article_along(tmp_path: Path) -> None:
    with EmbeddedStore() as store:
        store.write([article("one", "ICE USES Clearview testing")])
        write_tables(store, tmp_path)
    (row,) = read(tmp_path / "claims.csv")
    assert (row["subject_name"], row["object_name"], row["title"]) == ("ICE", "Clearview", "About one")
    assert (row["status"], row["attributed_to"], row["publisher"]) == ("testing", "", "The Paper")
    (row,) = read(tmp_path / "relationships.csv")
    assert (row["contested"], row["statuses"], row["last_seen"]) == ("false", "testing", "2020-02-28")


def test_no_cell_is_a_formula(hostile: Store, tmp_path: Path) -> None:
    for path in write_tables(hostile, tmp_path):
        with open(path, encoding="utf-8", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert len(cells) > len(HOSTILE)
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


def test_equal_graphs_give_equal_files(hostile: Store, tmp_path: Path) -> None:
    with EmbeddedStore() as other:
        for one in reversed(hostile_articles()):
            other.write([one])
        write_tables(other, tmp_path / "other")
    write_tables(hostile, tmp_path / "one")
    for name in NAMES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_empty_graph_gives_headers(tmp_path: Path) -> None:
    with EmbeddedStore() as store:
        paths = write_tables(store, tmp_path)
    assert [path.read_text(encoding="utf-8").strip().split(",") for path in paths] == [list(t.columns) for t in TABLES]


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "claims.csv").write_text("old")
    with EmbeddedStore() as store:
        write_tables(store, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "claims.csv").read_text().startswith("id,subject")


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with EmbeddedStore() as store, pytest.raises(GraphkitError, match=r"out cannot be written: .*; name a folder"):
        write_tables(store, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


@given(st.text())
def test_guard_can_be_taken_away(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["Acme", "'s-Hertogenbosch", "", "2020-01-01", "a=b", "(1)"])
def test_guard_leaves_other_text_alone(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\nx", "＝1", "'=1"])
def test_guard_keeps_formulas_from_being_one(text: str) -> None:
    assert guarded(text) == f"'{text}"
