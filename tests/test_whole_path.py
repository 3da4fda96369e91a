"""From the sample articles to an asked graph, with the model that ships, as a user would."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import pytest

from graphkit import Failure, KnowledgeGraph
from graphkit.articles import read
from tests.neo4j.server import Connection
from tests.stores.conftest import neo4j_store

ROOT = Path(__file__).parents[1]
ARTICLES = ROOT / "data" / "articles"
REAL = ROOT.parent / "shared" / "corpora" / "articles" / "articles.jsonl"


def graphkit(*arguments: str | Path, cwd: Path = ROOT, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graphkit", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False)


def exported(store: Path) -> str:
    done = graphkit("export", "jsonl", "--store", store)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The export of a graph that was made in one go."""
    store = tmp_path_factory.mktemp("undisturbed") / "graph.kgl"
    done = graphkit("ingest", ARTICLES, "--store", store)
    assert done.returncode == 0, done.stderr
    return exported(store)


def test_the_graph_of_the_samples_is_worth_asking(tmp_path: Path) -> None:
    with KnowledgeGraph.open(tmp_path / "graph.kgl") as graph:
        report = graph.ingest(ARTICLES)
        assert (report.added, list(report.failed)) == (23, [])
        clients = graph.query("clients_of", vendor="Argand Vision")
        assert "Kestrel Bay Police Department" in {row["client"] for row in clients}
        assert graph.entity("company/argand-vision").name == "Argand Vision"
        evidence = graph.query("evidence", subject="Kestrel Bay Police Department", object="Argand Vision")
        assert evidence
        for row in evidence:
            article = graph.cypher("MATCH (a:Article) WHERE a.key = $key RETURN a.text AS text", key=row["article"])
            assert article[0]["text"][row["start_char"] : row["end_char"]] == row["sentence"]


def test_a_second_run_changes_nothing(tmp_path: Path, undisturbed: str) -> None:
    store = tmp_path / "graph.kgl"
    for _ in range(2):
        done = graphkit("ingest", ARTICLES, "--store", store)
        assert done.returncode == 0, done.stderr
    assert "23 unchanged" in done.stderr
    assert exported(store) == undisturbed


def test_neither_order_nor_workers_change_the_graph(tmp_path: Path, undisturbed: str) -> None:
    store = tmp_path / "graph.kgl"
    files = sorted(ARTICLES.iterdir(), reverse=True)
    done = graphkit("ingest", *files[:9], "--store", store, "--workers", "2")
    assert done.returncode == 0, done.stderr
    done = graphkit("ingest", *files[9:], "--store", store)
    assert done.returncode == 0, done.stderr
    assert exported(store) == undisturbed


@pytest.mark.slow
def test_a_killed_run_is_taken_up_by_the_same_command(tmp_path: Path, undisturbed: str) -> None:
    """The process is killed at twenty moments spread over a run, each time with a new graph."""
    command = [sys.executable, "-m", "graphkit", "ingest", str(ARTICLES), "--store"]
    began = time.monotonic()
    subprocess.run([*command, str(tmp_path / "whole.kgl")], cwd=ROOT, check=True, capture_output=True, timeout=300)
    whole = time.monotonic() - began
    killed = 0
    for moment in range(20):
        store = tmp_path / f"{moment}.kgl"
        process = subprocess.Popen([*command, str(store)], cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=whole * (moment + 1) / 21)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=30)
            killed += 1
        done = graphkit("ingest", ARTICLES, "--store", store)
        assert done.returncode == 0, done.stderr
        assert exported(store) == undisturbed
    assert killed >= 10


def real_articles(path: Path, count: int) -> Path:
    lines = islice(REAL.open(encoding="utf-8"), count)
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="the real articles are not beside the project")
def test_five_hundred_real_articles_go_into_either_store(tmp_path: Path, neo4j_database: Connection) -> None:
    source = real_articles(tmp_path / "real.jsonl", 500)
    extracted = tmp_path / "extracted.jsonl"
    done = graphkit("extract", source, "-o", extracted, timeout=900)
    assert done.returncode == 0, done.stderr
    assert len(extracted.read_text(encoding="utf-8").splitlines()) == 500
    with KnowledgeGraph.open(tmp_path / "graph.kgl") as graph:
        report = graph.load(extracted)
        assert (report.added, list(report.failed)) == (500, [])
        embedded = "".join(graph.export("jsonl"))
    with KnowledgeGraph.open(neo4j_store(neo4j_database)) as graph:
        report = graph.load(extracted)
        assert (report.added, list(report.failed)) == (500, [])
        assert "".join(graph.export("jsonl")) == embedded


def test_reading_the_samples_finds_every_article() -> None:
    found = list(read([str(ARTICLES)]))
    assert len(found) == 23
    assert not [f for f in found if isinstance(f, Failure)]


def test_extract_writes_the_gold_shape_to_standard_output() -> None:
    done = graphkit("extract", ARTICLES / "kestrel-police-signs-argand.md")
    row = json.loads(done.stdout)
    assert set(row) >= {"id", "title", "text", "entities", "claims"}
    names = {e["id"]: e["name"] for e in row["entities"]}
    found = {(names[c["subject"]], c["predicate"], names[c["object"]]) for c in row["claims"]}
    assert ("Kestrel Bay Police Department", "CLIENT_OF", "Argand Vision") in found
