"""A load into Neo4j over a restart of the server and over dropped connections: the same graph in the end."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graphkit.ingestion import WRITE_BATCH
from tests.neo4j.server import Connection, MavenServer
from tests.stores.conftest import neo4j_store
from tests.stores.loading import LOAD_SECONDS, fresh, load, write_press
from tests.stores.proxy import CuttingProxy
from tests.stores.rows import exported

ARTICLES = "MATCH (a:Article) WHERE a.fingerprint IS NOT NULL RETURN count(a) AS n"
POLL_SECONDS = 0.02
# While the store is opened, in the first batch, in later ones; a batch takes some hundred thousand bytes.
LIMITS = (1_000, 20_000, 100_000, 250_000, 400_000)


@pytest.mark.slow
@pytest.mark.parametrize("end", [MavenServer.kill, MavenServer.stop], ids=["killed", "stopped"])
def test_a_load_outlives_a_restart_of_the_server(
    neo4j_process: MavenServer, tmp_path: Path, end: Callable[[MavenServer], None]
) -> None:
    rows = write_press(tmp_path / "press.jsonl")

    def restart(process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + LOAD_SECONDS
        with neo4j_store(neo4j_process.connection) as store:
            while store.read(ARTICLES)[0]["n"] < WRITE_BATCH:
                assert process.poll() is None, "it ended before a batch was there"
                assert time.monotonic() < deadline, "no batch was there in time"
                time.sleep(POLL_SECONDS)
        end(neo4j_process)
        assert process.poll() is None, "it was done before the server was"
        neo4j_process.start()

    connection = neo4j_process.connection
    # Mostly it goes on by itself. It says so where the server was away for long, or was ending a transaction.
    if not load(tmp_path / "press.jsonl", connection, restart):
        assert load(tmp_path / "press.jsonl", connection)
    with neo4j_store(connection) as store:
        assert exported(store) == fresh(rows)


@pytest.mark.slow
def test_a_load_outlives_dropped_connections(neo4j_database: Connection, tmp_path: Path) -> None:
    address = urlsplit(neo4j_database.uri)
    if "+" in address.scheme:
        pytest.skip("the certificate of the server is not the proxy's")
    rows = write_press(tmp_path / "press.jsonl")
    with CuttingProxy(address.hostname or "localhost", address.port or 7687, LIMITS) as proxy:
        # Not neo4j://, by which the server would tell its own address.
        behind = replace(neo4j_database, uri=f"bolt://127.0.0.1:{proxy.port}")
        runs = 1
        while not load(tmp_path / "press.jsonl", behind):
            runs += 1
            assert runs <= len(LIMITS) + 1
        assert proxy.cuts == len(LIMITS)
        with neo4j_store(behind) as store:
            assert exported(store) == fresh(rows)
