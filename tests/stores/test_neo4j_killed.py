"""A load into Neo4j that is killed again and again, and given again, ends with the graph of one left alone."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from graphkit.ingestion import WRITE_BATCH
from graphkit.stores.base import Row
from graphkit.stores.neo4j import Neo4jStore
from tests.neo4j.server import Connection
from tests.stores.conftest import neo4j_store
from tests.stores.loading import LOAD_SECONDS, fresh, load, start, write_press
from tests.stores.rows import exported

# How many articles are there when the load is killed, in the middle of the next batch; at 0 it has only connected.
MOMENTS = (0, 1, WRITE_BATCH + 1, 2 * WRITE_BATCH + 1)
POLL_SECONDS = 0.02

CONNECTIONS = "CALL dbms.listConnections() YIELD userAgent WHERE userAgent STARTS WITH 'graphkit/' RETURN count(*) AS n"
ARTICLES = "MATCH (a:Article) WHERE a.fingerprint IS NOT NULL RETURN count(a) AS n"


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


@pytest.mark.slow
def test_same_command_again_makes_the_same_graph(neo4j_database: Connection, tmp_path: Path) -> None:
    file = tmp_path / "press.jsonl"
    rows = write_press(file)
    by_fingerprint = {r.fingerprint: r for r in rows}
    with neo4j_store(neo4j_database) as store:
        for moment in MOMENTS:
            kill_at(moment, file, neo4j_database, store)
            held, export = settled(store)
            assert moment <= len(held) < len(rows)
            assert export == fresh([by_fingerprint[fingerprint] for fingerprint in held.values()])
        assert load(file, neo4j_database)
        assert exported(store) == fresh(rows)
