"""``graphkit explain`` and ``--min-confidence``, with the model that ships."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graphkit.cli.commands import app

TEXT = "Northbank is testing Facelock, a face recognition app, the bank said. It is based in Lisbon.\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_claim_is_shown_with_its_statuses_and_a_reference_with_what_it_stands_for(article: Path) -> None:
    result = run("explain", str(article))
    assert result.exit_code == 0
    assert "✓ Northbank USES Facelock" in result.stdout
    assert "testing" in result.stdout
    assert "'It' refers to Northbank (Company)" in result.stdout


def test_json_holds_the_same(article: Path) -> None:
    (shown,) = json.loads(run("explain", str(article), "--json").stdout)
    first = shown["sentences"][0]
    claim = next(c for c in first["claims"] if c["predicate"] == "USES")
    assert (claim["subject"], claim["object"]) == ("Northbank", "Facelock")
    assert TEXT[first["start"] : first["end"]].strip() == first["text"]


def test_a_pair_in_a_question_is_shown_as_not_claimed_however_sure_it_looks(tmp_path: Path) -> None:
    path = tmp_path / "question.txt"
    path.write_text(
        "Is Northbank, the Lisbon bank, already using Facelock, a face recognition app?\n", encoding="utf-8"
    )
    (shown,) = json.loads(run("explain", str(path), "--json").stdout)
    pairs = [pair for sentence in shown["sentences"] for pair in sentence["pairs"]]
    assert any(pair["confidence"] >= pair["threshold"] for pair in pairs)
    assert not any(pair["claimed"] for pair in pairs)
    assert "Northbank USES Facelock, confidence" in run("explain", str(path)).stdout


def test_the_pairs_that_are_claimed_are_the_claims(article: Path) -> None:
    (shown,) = json.loads(run("explain", str(article), "--json").stdout)
    for sentence in shown["sentences"]:
        said = {(c["subject"], c["predicate"], c["object"]) for c in sentence["claims"]}
        assert {(p["subject"], p["predicate"], p["object"]) for p in sentence["pairs"] if p["claimed"]} == said
    assert any(sentence["claims"] for sentence in shown["sentences"])


def test_a_missing_file_is_named_and_the_rest_explained(article: Path) -> None:
    result = run("explain", "nowhere.txt", str(article))
    assert result.exit_code == 1
    assert "nowhere.txt" in result.stderr
    assert "Northbank" in result.stdout


def test_hostile_text_cannot_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_text("Acme\u202e Corp \x1b[31m bought Northbank.\n", encoding="utf-8")
    shown = run("explain", str(path)).stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_min_confidence_drops_the_less_certain_claims(article: Path) -> None:
    many, few = (
        json.loads(run("extract", str(article), "--min-confidence", least).stdout)["claims"]
        for least in ("0.05", "0.9")
    )
    assert len(few) < len(many)
    assert all(c["confidence"] >= 0.9 for c in few)


def test_min_confidence_is_a_probability(article: Path) -> None:
    assert run("extract", str(article), "--min-confidence", "2").exit_code == 2


def test_explain_takes_the_same_confidence_as_extract(article: Path) -> None:
    (shown,) = json.loads(run("explain", str(article), "--json", "--min-confidence", "1").stdout)
    assert not any(sentence["claims"] for sentence in shown["sentences"])
    thresholds = {pair["threshold"] for sentence in shown["sentences"] for pair in sentence["pairs"]}
    assert thresholds == {1}


def test_a_claim_late_in_a_sentence_longer_than_a_window_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("Many words stand here, " * 90 + TEXT, encoding="utf-8")
    (shown,) = json.loads(run("explain", str(path), "--json", "--least", "0").stdout)
    assert any(sentence["pairs"] for sentence in shown["sentences"])
