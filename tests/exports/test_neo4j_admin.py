"""The files for neo4j-admin: read back by an independent reader, and imported by the real importer."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import GraphkitError, StoreError
from graphkit.exports import jsonl
from graphkit.exports.neo4j_admin import DELIMITERS, DelimiterError, text_field, typed_field, write_admin_files
from graphkit.stores import statements
from graphkit.stores.base import ArticleRows, Row, Store
from graphkit.stores.embedded import EmbeddedStore
from tests.exports.conftest import hostile_articles
from tests.neo4j.server import MavenServer
from tests.sample import sample_rows
from tests.stores.conftest import neo4j_store
from tests.stores.rows import article, entity, exported

HOSTILE_TEXT = st.text(
    st.one_of(st.sampled_from("\"'\\,;\n\r\t\x1f\x1e |\x00\ufeff"), st.characters(exclude_categories=["Cs"]))
)
IMPORT_SECONDS = 600.0
# An importer that leaves its buffer as it is reads four mebibytes at a time.
LONG_TEXT = '"quoted", and broken;\\\n' * 250_000


def files(articles: list[ArticleRows], folder: Path) -> dict[str, bytes]:
    with EmbeddedStore() as store:
        store.write(articles)
        return {path.name: path.read_bytes() for path in write_admin_files(store, folder)}


def options(folder: Path) -> dict[str, list[str]]:
    """The options of the command, as a shell reads them."""
    command = (folder / "import.sh").read_text(encoding="utf-8").partition("exec ")[2]
    found: dict[str, list[str]] = {}
    for word in shlex.split(command):
        name, _, value = word.partition("=")
        found.setdefault(name, []).append(value)
    return found


def fields(line: str) -> list[str]:
    """A row as any reader of RFC 4180 takes it."""
    [row] = csv.reader(io.StringIO(line, newline=""), strict=True)
    return row


def read_back(folder: Path) -> list[Row]:
    """The graph that the files hold, by a reader of our own."""
    given_options = options(folder)
    delimiter = chr(int(given_options["--array-delimiter"][0].removeprefix("U+"), 16))
    nodes, relationships = [], []
    for value in given_options["--nodes"]:
        labels, ident, properties = _table(folder, value, delimiter)
        nodes += [
            {"kind": "node", "labels": sorted(labels.split(":")), "id": i[0], "properties": p}
            for i, p in zip(ident, properties, strict=True)
        ]
    for value in given_options["--relationships"]:
        type_, ends, properties = _table(folder, value, delimiter)
        relationships += [
            {"kind": "relationship", "type": type_, "start": e[0], "end": e[1], "properties": p}
            for e, p in zip(ends, properties, strict=True)
        ]
    return in_order([*nodes, *relationships])


def in_order(rows: list[Row]) -> list[Row]:
    """Rows as the two readers can be compared by: nodes by id, then relationships."""
    return sorted(rows, key=lambda row: [row["kind"], *(row.get(n, "") for n in ("id", "start", "type", "end"))])


def _table(folder: Path, value: str, delimiter: str) -> tuple[str, list[list[str]], list[dict[str, Any]]]:
    name, _, both = value.partition("=")
    header_file, data_file = both.split(",")
    header = [column.split(":") for column in fields((folder / header_file).read_text(encoding="utf-8"))]
    ends = sum("ID" in kind for _, kind in header)
    text = (folder / data_file).read_bytes().decode()
    idents, properties = [], []
    for row in csv.reader(io.StringIO(text, newline=""), strict=True):
        assert len(row) == len(header)
        idents.append(row[:ends])
        properties.append({c[0]: _typed(f, c[1], delimiter) for c, f in zip(header[ends:], row[ends:], strict=True)})
    return name, idents, properties


def _typed(text: str, type_: str, delimiter: str) -> Any:
    if type_.endswith("[]"):
        return [_typed(item, type_.removesuffix("[]"), delimiter) for item in text.split(delimiter)]
    return {"string": str, "long": int, "double": float, "boolean": {"true": True, "false": False}.__getitem__}[type_](
        text
    )


@given(st.lists(HOSTILE_TEXT, min_size=1))
def test_any_text_is_one_quoted_field(texts: list[str]) -> None:
    written = [text_field(text) for text in texts]
    assert fields(",".join(written)) == texts
    # Not even an empty one stands bare, which would be no value.
    assert all(re.fullmatch('"(?:[^"]|"")*"', field, re.DOTALL) for field in written)


@given(st.lists(HOSTILE_TEXT, min_size=1), st.sampled_from(DELIMITERS))
def test_any_list_is_one_field_or_needs_another_delimiter(items: list[str], delimiter: str) -> None:
    if any(delimiter in item for item in items):
        with pytest.raises(DelimiterError):
            typed_field(items, "string[]", delimiter)
    else:
        [field] = fields(typed_field(items, "string[]", delimiter))
        assert field.split(delimiter) == items


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**63), 2**63 - 1), st.booleans())
def test_numbers_and_truth_values_are_read_back(number: float, whole: int, truth: bool) -> None:
    assert float(typed_field(number, "double", ";")) == number
    assert int(typed_field(whole, "long", ";")) == whole
    assert typed_field(truth, "boolean", ";") == str(truth).lower()
    assert typed_field([whole, whole], "long[]", ";") == f'"{whole};{whole}"'
    assert typed_field(None, "string", ";") == ""


@pytest.mark.parametrize(
    ("value", "type_"),
    [("1", "long"), (True, "long"), (1.0, "long"), (1, "string"), (1, "boolean"), (float("nan"), "double"),
     (float("inf"), "double"), ("a", "string[]"), ([1], "string[]"), (["a"], "string")],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(value: object, type_: str) -> None:
    with pytest.raises(TypeError):
        typed_field(value, type_, ";")


def test_files_hold_the_graph_whatever_text_is_in_it(hostile: Store, tmp_path: Path) -> None:
    paths = write_admin_files(hostile, tmp_path)
    assert paths[0] == tmp_path / "import.sh"
    assert sorted(paths) == sorted(tmp_path.iterdir())
    assert read_back(tmp_path) == in_order(exported(hostile))


def test_files_hold_the_sample(tmp_path: Path) -> None:
    files(sample_rows(), tmp_path)
    with EmbeddedStore() as store:
        store.write(sample_rows())
        assert read_back(tmp_path) == in_order(exported(store))


def test_equal_graphs_give_equal_files(tmp_path: Path) -> None:
    assert files(sample_rows(), tmp_path / "a") == files(sample_rows()[::-1], tmp_path / "b")


def test_rows_are_sorted(tmp_path: Path) -> None:
    for name, data in files(sample_rows(), tmp_path).items():
        if name.endswith(".csv") and ".header" not in name:
            rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
            ends = 2 if name.isupper() or name[:2].isupper() else 1
            keys = [row[:ends] for row in rows]
            assert keys == sorted(keys), name
            assert [key for key, _ in groupby(keys)] == keys, name


def test_lists_are_parted_by_a_character_that_is_in_none(tmp_path: Path) -> None:
    odd = entity("Clearview", *(f"Clear{d}view" for d in DELIMITERS[:2]))
    files([article("one", "ICE USES Clearview", entities=[odd])], tmp_path)
    assert options(tmp_path)["--array-delimiter"] == [f"U+{ord(DELIMITERS[2]):04X}"]
    assert [r["properties"]["names"] for r in read_back(tmp_path) if r.get("id") == odd.id] == [list(odd.names)]


def test_names_that_leave_no_delimiter_are_one_clear_line(tmp_path: Path) -> None:
    odd = entity("Clearview", DELIMITERS)
    with pytest.raises(StoreError, match="export cypher instead"):
        files([article("one", "ICE USES Clearview", entities=[odd])], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_buffer_holds_the_longest_article(tmp_path: Path) -> None:
    files([article("long", text=LONG_TEXT)], tmp_path)
    [size] = options(tmp_path)["--read-buffer-size"]
    assert int(size.removesuffix("m")) * 2**20 >= 2 * len(LONG_TEXT)


def test_an_empty_graph_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the graph is empty"):
        files([], tmp_path / "new")


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("taken")
    with pytest.raises(GraphkitError, match="file cannot be written"):
        files(sample_rows(), tmp_path / "file")


class StrangeStore(EmbeddedStore):
    """A store in which somebody set a property by hand."""

    def export(self) -> Iterator[Row]:
        yield {"kind": "node", "labels": ["Entity", "Company"], "id": "company/x", "properties": {"articles": "many"}}


def test_a_property_that_is_not_ours_is_one_clear_line(tmp_path: Path) -> None:
    with StrangeStore() as store, pytest.raises(StoreError, match="company/x has the articles many"):
        write_admin_files(store, tmp_path)


@pytest.mark.parametrize("folder_of_admin", ["{}", "."])
def test_script_gives_the_command_in_its_own_folder(folder_of_admin: str, tmp_path: Path) -> None:
    folder = tmp_path / "a 'folder', with; $everything"
    files(sample_rows(), folder)
    (tmp_path / "admin").write_text('#!/bin/sh\npwd\nfor word; do printf "%s\\n" "$word"; done\n', encoding="utf-8")
    (tmp_path / "admin").chmod(0o755)
    done = subprocess.run(
        [folder / "import.sh", "--overwrite-destination"],
        env={**os.environ, "NEO4J_ADMIN": f"{folder_of_admin.format(tmp_path)}/admin", "NEO4J_DATABASE": "news room",
             "CDPATH": f"{tmp_path}"},
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    where, *words = done.stdout.splitlines()
    assert Path(where) == folder
    assert words[:3] == ["database", "import", "full"]
    assert words[-2:] == ["--overwrite-destination", "news room"]
    assert "--nodes=Entity:Company=Entity-Company.header.csv,Entity-Company.csv" in words


@pytest.mark.slow
def test_an_imported_graph_equals_a_transactional_load(neo4j_home: MavenServer, tmp_path: Path) -> None:
    articles = [*sample_rows(), *hostile_articles(), article("long", "ICE USES Clearview", text=LONG_TEXT)]
    files(articles, tmp_path)
    done = subprocess.run(
        [tmp_path / "import.sh"],
        env={**os.environ, "NEO4J_ADMIN": str(neo4j_home.admin_command()), "NEO4J_DATABASE": "neo4j"},
        capture_output=True, text=True, timeout=IMPORT_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    connection = neo4j_home.start()
    for statement in (tmp_path / "schema.cypher").read_text(encoding="utf-8").split(";")[:-1]:
        connection.run(statement)
    assert {statements.schema_name(s) for s in statements.schema()} <= {
        row["name"] for row in connection.run("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE'")
    }
    with neo4j_store(connection) as store:
        imported = list(jsonl(store))
        # A run of the same articles finds nothing to do, and nothing that should be derived otherwise.
        assert store.write(articles).unchanged == len(articles)
        assert store.rebuild() == 0
        connection.empty()
        store.write(articles)
        assert [json.loads(line) for line in imported] == [json.loads(line) for line in jsonl(store)]
        assert imported == list(jsonl(store))
