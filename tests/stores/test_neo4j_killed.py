"""A load into Neo4j that is killed again and again, and given again, ends with the graph of one left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from graphkit.extraction_files import dump, read_extractions
from graphkit.ingestion import WRITE_BATCH
from graphkit.ontology import Ontology
from graphkit.records import Extraction
from graphkit.resolution import resolve
from graphkit.stores.base import ArticleRows, Row
from graphkit.stores.embedded import EmbeddedStore
from graphkit.stores.neo4j import Neo4jStore
from tests.neo4j.server import Connection
from tests.sample import extractions
from tests.stores.conftest import neo4j_store
from tests.stores.rows import exported

ROOT = Path(__file__).parents[2]
COPIES = 40  # of the sample, all about the same few entities
# How many articles are there when the load is killed, in the middle of the next batch; at 0 it has only connected.
MOMENTS = (0, 1, WRITE_BATCH + 1, 2 * WRITE_BATCH + 1)
LOAD_SECONDS = 300.0
POLL_SECONDS = 0.02

CONNECTIONS = "CALL dbms.listConnections() YIELD userAgent WHERE userAgent STARTS WITH 'graphkit/' RETURN count(*) AS n"
ARTICLES = "MATCH (a:Article) WHERE a.fingerprint IS NOT NULL RETURN count(a) AS n"


def press() -> list[Extraction]:
    """The sample, as many papers might have it."""
    return [
        replace(e, article=replace(e.article, id=f"{n}-{e.article.id}", url="", publisher=f"Paper {n}"))
        for n in range(COPIES)
        for e in extractions()
    ]


def start(file: Path, connection: Connection) -> subprocess.Popen[bytes]:
    """Give the command."""
    kept = {name: value for name, value in os.environ.items() if name != "GRAPHKIT_STORE"}
    named = {
        "NEO4J_URI": connection.uri,
        "NEO4J_USERNAME": connection.username,
        "NEO4J_PASSWORD": connection.password,
        "NEO4J_DATABASE": connection.database,
    }
    command = [sys.executable, "-c", "from graphkit.cli import main; main()", "load", str(file)]
    return subprocess.Popen(command, cwd=ROOT, env={**kept, **named}, stderr=subprocess.PIPE)


def count(store: Neo4jStore, cypher: str) -> int:
    [row] = store.read(cypher)
    return int(row["n"])


def kill_at(moment: int, file: Path, connection: Connection, store: Neo4jStore) -> None:
    """Give the command and kill it once so many articles are there."""
    watched, enough = (ARTICLES, moment) if moment else (CONNECTIONS, count(store, CONNECTIONS) + 1)
    deadline = time.monotonic() + LOAD_SECONDS
    with start(file, connection) as process:
        try:
            while count(store, watched) < enough:
                assert process.poll() is None, f"it ended before {moment} articles were there"
                assert time.monotonic() < deadline, f"{moment} articles were not there in time"
                time.sleep(POLL_SECONDS)
        finally:
            process.kill()
        assert process.wait(LOAD_SECONDS) == -signal.SIGKILL, "it was done before it was killed"


def settled(store: Neo4jStore) -> tuple[dict[str, str], list[Row]]:
    """Fingerprints and export of one moment: the server may just be ending what the killed load had begun."""
    deadline = time.monotonic() + LOAD_SECONDS
    while time.monotonic() < deadline:
        held, export = store.fingerprints(), exported(store)
        if store.fingerprints() == held:
            return held, export
    pytest.fail("the graph still changes")


def fresh(rows: list[ArticleRows]) -> list[Row]:
    with EmbeddedStore() as store:
        store.write(rows)
        return exported(store)


@pytest.mark.slow
def test_same_command_again_makes_the_same_graph(neo4j_database: Connection, tmp_path: Path) -> None:
    ontology = Ontology.load()
    file = tmp_path / "press.jsonl"
    file.write_text("".join(dump(e) + "\n" for e in press()), encoding="utf-8")
    rows = [resolve(e, ontology, as_source=True) for e in read_extractions(file) if isinstance(e, Extraction)]
    assert len(rows) == len(press())
    by_fingerprint = {r.fingerprint: r for r in rows}
    with neo4j_store(neo4j_database) as store:
        for moment in MOMENTS:
            kill_at(moment, file, neo4j_database, store)
            held, export = settled(store)
            assert moment <= len(held) < len(rows)
            assert export == fresh([by_fingerprint[fingerprint] for fingerprint in held.values()])
        with start(file, neo4j_database) as process:
            _, said = process.communicate(timeout=LOAD_SECONDS)
        assert process.returncode == 0, said.decode()
        assert exported(store) == fresh(rows)
