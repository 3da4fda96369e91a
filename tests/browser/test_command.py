"""``graphkit browser``: an address on standard output, a kit on disk, one line where there is no Neo4j."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from graphkit.browser import Browser, first_query
from graphkit.cli.commands import app


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRAPHKIT_STORE", "NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)


def test_the_address_of_the_server_in_the_environment_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "neo4j://db.example")
    monkeypatch.setenv("NEO4J_USERNAME", "ann")
    monkeypatch.setenv("NEO4J_PASSWORD", "s3cret")
    monkeypatch.setenv("NEO4J_DATABASE", "news")
    done = CliRunner().invoke(app, ["browser"])
    expected = Browser.of("neo4j://db.example", username="ann", database="news").address(first_query())
    assert (done.exit_code, done.stdout) == (0, f"{expected}\n")


def test_the_kit_is_for_the_same_server(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["browser", "--store", "bolt://db.example", "--kit", str(tmp_path / "kit")])
    assert done.exit_code == 0
    assert "db.example" in (tmp_path / "kit" / "guide.html").read_text(encoding="utf-8")
    assert "guide.html" in done.stderr


@pytest.mark.parametrize("store", ["graph.kgl", "http://localhost:7474"])
def test_a_store_that_is_not_neo4j_has_no_browser(store: str) -> None:
    done = CliRunner().invoke(app, ["browser", "--store", store])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "neo4j://" in done.stderr
