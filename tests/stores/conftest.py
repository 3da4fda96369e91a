"""Every store behind one fixture: ``empty_store()`` opens a fresh one of the kind under test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from graphkit.stores.embedded import EmbeddedStore
from graphkit.stores.graph import GraphStore
from graphkit.stores.neo4j import Neo4jStore
from tests.neo4j.server import Connection

StoreFactory = Callable[[], GraphStore]


def neo4j_store(connection: Connection, read_only: bool = False) -> Neo4jStore:
    """Open the database of a test server."""
    return Neo4jStore(
        connection.uri, connection.username, connection.password, connection.database, read_only=read_only
    )


@pytest.fixture(params=["file", "memory", "neo4j"])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoreFactory]:
    """A function that opens an empty store; what it opened before is closed and, on a server, emptied."""
    opened: list[GraphStore] = []
    numbers = count()
    server = request.getfixturevalue("neo4j_server") if request.param == "neo4j" else None

    def factory() -> GraphStore:
        if server is not None:
            server.empty()
            if not opened:
                opened.append(neo4j_store(server))
            return opened[0]
        if opened:
            opened.pop().close()
        opened.append(EmbeddedStore(tmp_path / f"{next(numbers)}.kgl" if request.param == "file" else None))
        return opened[0]

    yield factory
    for store in opened:
        store.close()


@pytest.fixture
def store(empty_store: StoreFactory) -> GraphStore:
    """An empty store of each kind."""
    return empty_store()
