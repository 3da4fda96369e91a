"""Files of extractions: what is read back, and the line that each bad one gets."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from graphkit import Extraction, Failure, KnowledgeGraph
from graphkit.extraction_files import dump, read_extractions
from tests.sample import extractions

GOOD: dict[str, Any] = {
    "id": "a",
    "text": "Acme uses Zeta.",
    "published": "2020-02-28",
    "entities": [{"id": "e1", "type": "Company", "name": "Acme"}, {"id": "e2", "type": "Company", "name": "Zeta"}],
    "claims": [{"subject": "e1", "predicate": "USES", "object": "e2", "status": "actual", "evidence": [0, 15]}],
}


def lines(*rows: object) -> io.BytesIO:
    return io.BytesIO(b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows))


def changed(**fields: Any) -> dict[str, Any]:
    return {**GOOD, **fields}


def test_what_is_dumped_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("".join(dump(e) + "\n" for e in extractions()), encoding="utf-8")
    assert list(read_extractions(file)) == list(extractions())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b"{", "line 2: is no valid JSON"),
        (b"\xff", "line 2: is not UTF-8"),
        (b"[1]", "line 2: is no extraction"),
        (b"[" * 100_000, "line 2: is no"),
        ({"id": "b"}, "line 2: has no field 'text'"),
        (changed(id="b", text=" "), "line 2: has an empty id or text"),
        (changed(id="b", published="last week"), "line 2: published is 'last week'"),
        (changed(id="b", entities=[{**GOOD["entities"][0], "name": ""}]), "the entity 'e1' has no name"),
        (changed(id="b", entities=GOOD["entities"] * 2), "has two entities 'e1'"),
        (changed(id="b", claims=[{**GOOD["claims"][0], "confidence": 7}]), "confidence 7.0: want 0 to 1"),
        (changed(id="b", claims=[{**GOOD["claims"][0], "evidence": 3}]), "a field has the wrong shape"),
        (changed(id="b", text="\ud800 x"), "line 2"),
        (GOOD, "line 2: has the article 'a' again, which is in standard input, line 1"),
    ],
)
def test_bad_line_is_named_and_stops_no_other(row: object, message: str) -> None:
    found = list(read_extractions("-", stdin=lines(GOOD, row, changed(id="c"))))
    assert [type(item) for item in found] == [Extraction, Failure, Extraction]
    assert message in str(found[1])
    assert "\n" not in str(found[1])


def test_missing_file_is_a_failure(tmp_path: Path) -> None:
    (found,) = read_extractions(tmp_path / "none.jsonl")
    assert "no such file" in str(found)


class TestLoading:
    def test_load_twice_changes_nothing_and_edits_replace(self, tmp_path: Path) -> None:
        file = tmp_path / "x.jsonl"
        with KnowledgeGraph.open(":memory:") as graph:
            file.write_bytes(lines(GOOD).getvalue())
            assert graph.load(file).added == 1
            assert graph.load(file).unchanged == 1
            file.write_bytes(lines(changed(claims=[{**GOOD["claims"][0], "status": "denied"}])).getvalue())
            assert graph.load(file).replaced == 1
            assert graph.stats()["relationships"] == 0

    def test_what_the_ontology_does_not_allow_is_a_failure(self, tmp_path: Path) -> None:
        file = tmp_path / "x.jsonl"
        eats = changed(id="b", claims=[{**GOOD["claims"][0], "predicate": "EATS"}])
        file.write_bytes(lines(GOOD, eats).getvalue())
        with KnowledgeGraph.open(":memory:") as graph:
            report = graph.load(file)
        assert (report.added, len(report.failed)) == (1, 1)
        assert "EATS" in str(report.failed[0])
