"""``graphkit view``: which page it writes, where, and what it opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graphkit import KnowledgeGraph
from graphkit.cli.commands import app
from graphkit.extraction_files import dump
from tests.sample import extractions


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a graph in it, in which commands run."""
    monkeypatch.chdir(tmp_path)
    for name in ("GRAPHKIT_STORE", "NEO4J_URI"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "sample.jsonl").write_text("".join(dump(e) + "\n" for e in extractions()), encoding="utf-8")
    with KnowledgeGraph.open("graphkit.kgl") as graph:
        graph.load("sample.jsonl")
    return tmp_path


def run(*arguments: str, code: int = 0) -> Any:
    result = CliRunner().invoke(app, ["view", *arguments])
    assert result.exit_code == code, result.output
    return result


def test_the_page_is_what_python_gives(here: Path) -> None:
    assert run().stdout == "graphkit.html\n"
    with KnowledgeGraph.open("graphkit.kgl", read_only=True) as graph:
        assert (here / "graphkit.html").read_text(encoding="utf-8") == graph.view()
        filters = (
            "--predicate",
            "CLIENT_OF",
            "--predicate",
            "USES",
            "--min-confidence",
            "0.8",
            "--since",
            "2020-03-01",
        )
        page = run("acme", "fotowall", "--steps", "2", "--limit", "9", *filters, "-o", "-").stdout
        assert page == graph.view(
            "acme", "fotowall", steps=2, limit=9, predicates=["CLIENT_OF", "USES"], min_confidence=0.8,
            since="2020-03-01",
        )  # fmt: skip


def test_opening_is_said_or_left_to_the_terminal(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A web browser that writes down what it is asked to open.
    (here / "open.sh").write_text('#!/bin/sh\necho "$1" >> opened\n')
    (here / "open.sh").chmod(0o755)
    monkeypatch.setenv("BROWSER", str(here / "open.sh"))
    monkeypatch.setattr("webbrowser._tryorder", None)
    run("-o", "a b.html")
    run("-o", "a b.html", "--no-open")
    assert not (here / "opened").exists()
    run("-o", "a b.html", "--open")
    assert (here / "opened").read_text() == (here / "a b.html").as_uri() + "\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody"], "nothing in the graph is called 'nobody'"),
        (["--predicate", "LIKES"], "there is no predicate 'LIKES'"),
        (["--since", "2099-01-01"], "no relationship to show"),
        (["--since", "yesterday"], "--since"),
        (["--limit", "0"], "--limit"),
        (["-o", "none/page.html"], "none/page.html cannot be written"),
        (["--store", "none.kgl"], "no store none.kgl"),
    ],
)
def test_wrong_use_gets_one_line_and_leaves_no_page(here: Path, arguments: list[str], message: str) -> None:
    result = run(*arguments, code=2)
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert list(here.glob("*.html")) == []
