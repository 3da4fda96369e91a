"""The format that labelled passages are written in."""

import json
import re
from pathlib import Path

import pytest

from graphkit.ontology import Ontology
from graphkit.records import Extraction
from training.examples import language
from training.passages import DATA, PassageError, main, parse, sentence_around

PASSAGE = """w1 | Bank tries faces | 2024-05-02
Northbank is testing Facelock, the firm confirmed. "No," said U.S. officials.

Acme was asked.
---
Company: Northbank
Product: Facelock = Facelock, the firm
Company: Acme
---
Northbank | USES | Facelock | testing | is testing | by=Northbank
Acme | USES | Facelock | denied | Acme was asked | ?
"""


def test_a_passage_becomes_a_row_in_the_gold_shape() -> None:
    row = parse(PASSAGE.replace("Facelock, the firm\n", "the firm\n"), "here")
    assert (row["id"], row["title"], row["published"]) == ("w1", "Bank tries faces", "2024-05-02")
    assert [e["name"] for e in row["entities"]] == ["Northbank", "Facelock", "Acme"]
    first, second = row["claims"]
    assert row["text"][slice(*first["evidence"])] == "Northbank is testing Facelock, the firm confirmed."
    assert (first["status"], first["attributed_to"], first["required"]) == ("testing", "Northbank", True)
    assert row["text"][slice(*second["evidence"])] == "Acme was asked."
    assert second["required"] is False


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Company: Acme", "Company: Nowhere", "'Nowhere' is not in the text"),
        ("| is testing |", "| was testing |", "'was testing' not found"),
        ("Acme | USES | Facelock | denied | Acme was asked | ?", "Acme | USES", "claim has 2 fields"),
        ("---\nCompany", "Company", "parted by two"),
    ],
)
def test_a_slip_is_named(old: str, new: str, message: str) -> None:
    text = PASSAGE.replace("Facelock, the firm\n", "the firm\n")
    assert old in text
    with pytest.raises(PassageError, match=re.escape(message)):
        parse(text.replace(old, new), "here")


def test_the_command_writes_nothing_where_a_passage_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.txt").write_text("## " + PASSAGE.replace("Company: Acme", "Company: Nowhere"), encoding="utf-8")
    assert main([str(tmp_path / "in.txt"), "-o", str(tmp_path / "out.jsonl")]) == 1
    assert "in.txt w1" in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()


def test_a_snippet_is_widened_to_its_sentence() -> None:
    text = "One thing. Another “quoted one.” The U.S. agency paid. Last"
    for snippet, sentence in (("thing", "One thing."), ("agency", "The U.S. agency paid."), ("Las", "Last")):
        at = text.index(snippet)
        low, high = sentence_around(language()(text), at, at + len(snippet))
        assert text[low:high] == sentence


@pytest.mark.parametrize("path", sorted(DATA.glob("*.jsonl")), ids=lambda p: p.name)
def test_labelled_passages_keep_the_ontology(path: Path) -> None:
    ontology = Ontology.load()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert rows
    for row in rows:
        ontology.check(Extraction.from_dict(row))
        for entity in row["entities"]:
            for form in [entity["name"], *entity["aliases"]]:
                assert form in row["text"] or form in (row["title"] or "")
