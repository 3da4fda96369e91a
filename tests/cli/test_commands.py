"""The command line inside this process: what each command prints, and the code it ends with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from graphkit import KnowledgeGraph
from graphkit.cli.commands import app
from graphkit.extraction_files import dump
from tests.sample import extractions

COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder of its own, with nothing in the environment that names a store."""
    monkeypatch.chdir(tmp_path)
    for name in ("GRAPHKIT_STORE", "NEO4J_URI"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str, code: int = 0, stdin: bytes | None = None) -> Any:
        result = CliRunner().invoke(app, list(arguments), input=stdin)
        assert result.exit_code == code, result.output
        return result

    return call


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    """The same, with a graph beside it."""
    (tmp_path / "sample.jsonl").write_text("".join(dump(e) + "\n" for e in extractions()), encoding="utf-8")
    run("load", "sample.jsonl")
    return run


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_command_is_documented(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{name} {parameter.name}"


def test_commands_are_these() -> None:
    assert sorted(COMMANDS) == [
        "browser", "explain", "export", "extract", "forget", "ingest", "load", "queries", "query", "rebuild",
        "schema", "show", "stats", "version", "view",
    ]  # fmt: skip


class TestQuery:
    def test_table(self, filled: Run) -> None:
        lines = filled("query", "clients_of", "vendor=acme").stdout.splitlines()
        assert lines[0].split()[:3] == ["client", "kind", "relation"]
        assert lines[2].split()[:2] == ["Brightbank", "company"]

    def test_json(self, filled: Run) -> None:
        rows = json.loads(filled("query", "clients_of", "vendor=acme", "limit=1", "--format", "json").stdout)
        assert [(row["client"], row["contested"]) for row in rows] == [("Brightbank", False)]

    def test_csv(self, filled: Run) -> None:
        rows = list(csv.DictReader(io.StringIO(filled("query", "clients_of", "vendor=acme", "-f", "csv").stdout)))
        assert [row["client"] for row in rows][:2] == ["Brightbank", "Northland Police"]

    def test_no_rows(self, filled: Run) -> None:
        result = filled("query", "lawsuits", "since=2099-01-01")
        assert (result.stdout, result.stderr) == ("", "no rows\n")
        header = filled("query", "lawsuits", "since=2099-01-01", "-f", "csv").stdout
        assert header.startswith("plaintiff,defendant,status")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["client_of"], "no query 'client_of'; did you mean 'clients_of'"),
            (["clients_of"], "needs vendor"),
            (["clients_of", "vendr=x"], "did you mean 'vendor'"),
            (["clients_of", "acme"], "'acme' is no parameter: write key=value"),
            (["clients_of", "vendor=acme", "vendor=acme"], "given twice"),
            (["clients_of", "vendor=acme", "limit=x"], "must be a whole number"),
            (["clients_of", "vendor=Brihgtbank"], "did you mean 'Brightbank'"),
            (["clients_of", "vendor=acme", "--queries", "none"], "queries folder none is no folder"),
            (["clients_of", "vendor=acme", "--store", "none.kgl"], "no store none.kgl"),
            (["clients_of", "vendor=acme", "--store", "http://x"], "no store can be opened"),
            (["clients_of", "vendor=acme", "--format", "xml"], "--format"),
        ],
    )
    def test_wrong_use_gets_one_line(self, filled: Run, arguments: list[str], message: str) -> None:
        result = filled("query", *arguments, code=2)
        assert result.stdout == ""
        assert message in result.stderr
        assert result.stderr.count("\n") == 1

    def test_own_folder_of_queries(self, filled: Run, tmp_path: Path) -> None:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "places.cypher").write_text(
            "// Places\n// All places.\n\nMATCH (p:Place) RETURN p.name AS place ORDER BY place\n"
        )
        assert "Oslo" in filled("query", "places", "--queries", "mine").stdout

    def test_own_query_may_not_write(self, filled: Run, tmp_path: Path) -> None:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "bad.cypher").write_text("// Bad\n\nMATCH (p) DETACH DELETE p\n")
        result = filled("query", "bad", "--queries", "mine", code=2)
        assert "mine/bad.cypher may only read, but has the clause DETACH" in result.stderr


class TestReading:
    def test_show(self, filled: Run) -> None:
        shown = filled("show", "acme").stdout
        assert "company/acme-vision" in shown
        assert "Citymart denied being a client of Acme Vision." in shown
        data = json.loads(filled("show", "acme", "--json").stdout)
        assert data["aliases"] == ["Acme", "Acme Vision Inc."]
        assert data["claims"][0]["sentence"]

    def test_show_ambiguous(self, filled: Run) -> None:
        assert "company/rival-lenses, company/rival-optics" in filled("show", "rival", code=2).stderr

    def test_stats(self, filled: Run) -> None:
        assert "articles" in filled("stats").stdout
        assert json.loads(filled("stats", "--json").stdout)["articles"] == 6

    def test_queries(self, run: Run) -> None:
        listed = run("queries").stdout
        assert "clients_of" in listed
        assert "vendor [kind] [status]" in listed
        shown = run("queries", "clients_of").stdout
        assert 'graphkit query clients_of vendor="Clearview AI"' in shown
        assert "MATCH" in shown
        assert len(json.loads(run("queries", "--json").stdout)) >= 30

    def test_version(self, run: Run) -> None:
        assert run("version").stdout.startswith("graphkit 0.")

    def test_export(self, filled: Run, tmp_path: Path) -> None:
        printed = filled("export", "jsonl").stdout
        filled("export", "jsonl", "-o", "out.jsonl")
        assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == printed
        assert json.loads(printed.splitlines()[0])["kind"] == "node"

    @pytest.mark.parametrize("format", ["graphml", "gexf", "cypher"])
    def test_export_formats(self, filled: Run, tmp_path: Path, format: str) -> None:
        filled("export", format, "-o", "out")
        assert "Acme Vision" in (tmp_path / "out").read_text(encoding="utf-8")

    def test_export_csv_is_a_folder(self, filled: Run, tmp_path: Path) -> None:
        filled("export", "csv", "-o", "tables")
        assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == [
            "articles.csv", "claims.csv", "entities.csv", "mentions.csv", "relationships.csv",
        ]  # fmt: skip
        assert "name one, `-o FOLDER`" in filled("export", "csv", code=2).stderr
        assert "cannot be written" in filled("export", "csv", "-o", "none/tables", code=2).stderr

    def test_export_for_neo4j_admin_tells_the_command(self, filled: Run, tmp_path: Path) -> None:
        done = filled("export", "neo4j-admin", "bulk")
        script = (tmp_path / "bulk" / "import.sh").read_text(encoding="utf-8")
        assert done.stdout == ""
        first, *command = done.stderr.splitlines()
        assert "bulk/import.sh" in first
        assert " ".join(command).startswith('"${NEO4J_ADMIN:-neo4j-admin}" database import full')
        assert "\n".join(command) in script
        assert "name one, `-o FOLDER`" in filled("export", "neo4j-admin", code=2).stderr

    def test_export_takes_its_target_with_or_without_an_option(self, filled: Run, tmp_path: Path) -> None:
        filled("export", "jsonl", "a.jsonl")
        filled("export", "jsonl", "-o", "b.jsonl")
        assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
        assert "name one file or folder" in filled("export", "jsonl", "a.jsonl", "-o", "b.jsonl", code=2).stderr

    def test_export_leaves_nothing_behind_where_it_cannot_write(self, filled: Run, tmp_path: Path) -> None:
        assert "cannot be written" in filled("export", "jsonl", "-o", "none/out.jsonl", code=2).stderr
        assert "no export format" in filled("export", "xls", "-o", "out.xls", code=2).stderr
        assert not [p.name for p in tmp_path.iterdir() if "out" in p.name]


class TestWriting:
    def test_load_reports_and_fails_by_line(self, run: Run, tmp_path: Path) -> None:
        good = [dump(e) for e in extractions()][:2]
        (tmp_path / "x.jsonl").write_text("\n".join([good[0], "{", good[1]]), encoding="utf-8")
        result = run("load", "x.jsonl", code=1)
        assert result.stdout == ""
        assert "graphkit: x.jsonl, line 2: is no valid JSON" in result.stderr
        assert "2 added, 0 replaced, 0 unchanged, 1 failed" in result.stderr

    def test_load_from_standard_input(self, run: Run) -> None:
        text = "".join(dump(e) + "\n" for e in extractions())
        assert "6 added" in run("load", "-", stdin=text.encode()).stderr

    def test_store_from_the_environment(self, filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GRAPHKIT_STORE", "other.kgl")
        filled("load", "sample.jsonl")
        assert (tmp_path / "other.kgl").exists()

    def test_forget(self, filled: Run) -> None:
        assert "1 of 1 articles withdrawn" in filled("forget", "https://example.org/police-stop").stderr
        assert "the others are not in the graph" in filled("forget", "none", code=1).stderr

    def test_rebuild(self, filled: Run) -> None:
        assert "0 relationships differed" in filled("rebuild").stderr

    def test_schema_is_printed_without_a_store(self, run: Run, tmp_path: Path) -> None:
        assert run("schema", "--print").stdout == KnowledgeGraph.schema()
        assert not list(tmp_path.iterdir())

    def test_schema_is_made(self, run: Run, tmp_path: Path) -> None:
        assert "constraints and indexes of new.kgl" in run("schema", "--store", "new.kgl").stderr
        assert (tmp_path / "new.kgl").exists()

    def test_ingest_of_nothing_readable(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        result = run("ingest", "empty", "none.txt", code=1)
        assert "graphkit: none.txt: there is no such file" in result.stderr
        assert "graphkit: empty: nothing in this folder can be read" in result.stderr

    def test_wrong_model_or_ontology(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Acme uses Zeta.")
        assert "none" in run("ingest", "a.txt", "--model", "none", code=2).stderr
        assert "none" in run("extract", "a.txt", "--model", "none", code=2).stderr
        (tmp_path / "o.yaml").write_text("colours: {}")
        assert "unknown key 'colours'" in run("ingest", "a.txt", "--ontology", "o.yaml", code=2).stderr

    @pytest.mark.parametrize(
        "arguments", [["nonsense"], ["ingest"], ["ingest", "x", "--wrong"], ["ingest", "x", "--workers", "0"]]
    )
    def test_wrong_use_gets_one_line(self, run: Run, arguments: list[str]) -> None:
        result = run(*arguments, code=2)
        assert result.stderr.startswith("graphkit: ")
        assert result.stderr.count("\n") == 1
