"""What is particular to the server: loaders side by side, and errors that say what to do."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest

from graphkit.errors import QueryError, StoreError
from graphkit.stores import neo4j, open_store, statements
from graphkit.stores.base import ArticleRows
from graphkit.stores.embedded import EmbeddedStore
from graphkit.stores.graph import GraphStore
from graphkit.stores.neo4j import Neo4jStore
from tests.neo4j.server import Connection
from tests.stores.conftest import neo4j_store
from tests.stores.rows import article, exported

ROOT = Path(__file__).parents[2]
DOWN = "neo4j://127.0.0.1:1"
# Generous, for machines that test are busy; what goes wrong here would last for ever, or for minutes.
ENDING_SECONDS = 240.0
SOON_SECONDS = 12.0
INDEXES = {
    ("Article", "id"),
    ("Article", "key"),
    ("Claim", "id"),
    ("Claim", "triple"),
    ("Claim", "published"),
    ("Entity", "id"),
    ("Entity", "name"),
}


def hub_articles(version: str) -> list[ArticleRows]:
    """Articles that all speak of the same entity, so that loaders meet."""
    return [
        article(
            f"article-{n}",
            f"C{n % 5} USES Clearview {version}",
            f"C{(n + 1) % 5} PARTNERS_WITH Clearview",
            text=version,
        )
        for n in range(24)
    ]


def articles_on_hubs() -> list[ArticleRows]:
    """Different articles, all about the same few giants, which each names in another order, and somebody of its own."""
    hubs = ["Google", "Amazon", "Palantir", "Clearview", "Oracle"]
    written = []
    for n in range(48):
        one, two, three, *_ = hubs[n % 5 :] + hubs[: n % 5]
        said = [
            f"C{n} USES {three}",
            f"{three} COMPETES_WITH {one}",
            f"{two} PARTNERS_WITH {one}",
            f"ICE CLIENT_OF {two}",
        ]
        written.append(article(f"hub-{n}", *(said if n % 2 else said[::-1])))
    return written


def load(connection: Connection, articles: list[ArticleRows], start: Barrier) -> None:
    """Open the store and write articles in batches of four, at the same time as others do."""
    start.wait(ENDING_SECONDS)
    with neo4j_store(connection) as store:
        for first in range(0, len(articles), 4):
            store.write(articles[first : first + 4])


def fresh(articles: list[ArticleRows]) -> list[dict[str, object]]:
    with EmbeddedStore() as store:
        store.write(articles)
        return exported(store)


def together(*works: Callable[[], object]) -> None:
    """Run functions side by side; raises what the first of them raised, and fails where one doesn't end."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    # Daemons, so that one that hangs fails the test and doesn't keep the process.
    threads = [Thread(target=guarded, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + ENDING_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    if errors:
        raise errors[0]
    assert not any(thread.is_alive() for thread in threads), f"not done within {ENDING_SECONDS:.0f} s"


def side_by_side(connection: Connection, *loads: list[ArticleRows]) -> None:
    start = Barrier(len(loads))
    together(*(partial(load, connection, articles, start) for articles in loads))


def test_loaders_side_by_side_on_the_same_articles_make_one_graph(neo4j_database: Connection) -> None:
    neo4j_database.drop_schema()  # so that they meet there too
    articles = hub_articles("testing")
    side_by_side(neo4j_database, articles, articles[::-1], articles[12:] + articles[:12])
    with neo4j_store(neo4j_database) as store:
        assert exported(store) == fresh(articles)


def test_loaders_of_different_versions_leave_whole_articles(neo4j_database: Connection) -> None:
    old, new = hub_articles("testing"), hub_articles("ended")
    side_by_side(neo4j_database, old, new[::-1])
    by_fingerprint = {rows.fingerprint: rows for rows in (*old, *new)}
    with neo4j_store(neo4j_database) as store:
        held = [by_fingerprint[fingerprint] for fingerprint in store.fingerprints().values()]
        assert len(held) == len(old)
        assert exported(store) == fresh(held)


@pytest.mark.parametrize("loaders", [2, 4])
def test_loaders_side_by_side_on_hubs_make_one_graph_without_a_deadlock(
    neo4j_database: Connection, loaders: int, caplog: pytest.LogCaptureFixture
) -> None:
    articles = articles_on_hubs()
    with caplog.at_level(logging.WARNING, logger="neo4j"):
        side_by_side(neo4j_database, *(articles[first::loaders] for first in range(loaders)))
    # The driver repeats a transaction after a deadlock, and says so.
    assert [record.getMessage() for record in caplog.records if "retried" in record.getMessage()] == []
    with neo4j_store(neo4j_database) as store:
        assert exported(store) == fresh(articles)


def test_loading_and_forgetting_side_by_side_leaves_a_sound_graph(neo4j_database: Connection) -> None:
    articles = hub_articles("testing")
    with neo4j_store(neo4j_database) as store:
        store.write(articles[:12])
        forgotten: list[int] = []
        together(
            partial(load, neo4j_database, articles[12:], Barrier(1)),
            lambda: forgotten.extend(store.forget([rows.key]) for rows in articles[:12]),
        )
        assert forgotten == [1] * 12
        assert exported(store) == fresh(articles[12:])


def test_schema_is_made_once(neo4j_database: Connection) -> None:
    neo4j_database.drop_schema()
    for _ in range(2):
        neo4j_store(neo4j_database).close()
    rows = neo4j_database.run("SHOW INDEXES YIELD labelsOrTypes, properties, type WHERE type <> 'LOOKUP' RETURN *")
    assert sorted((*row["labelsOrTypes"], *row["properties"]) for row in rows) == sorted(INDEXES)  # type: ignore[misc]


def test_schema_that_an_administrator_made_is_enough(neo4j_database: Connection) -> None:
    neo4j_database.drop_schema()
    for statement in statements.schema_script().split(";")[:-1]:
        neo4j_database.run(statement)
    made = neo4j_database.run("SHOW INDEXES YIELD id, name RETURN * ORDER BY id")
    neo4j_store(neo4j_database).close()
    assert neo4j_database.run("SHOW INDEXES YIELD id, name RETURN * ORDER BY id") == made


def test_open_store_reads_the_credentials_from_the_environment(
    neo4j_database: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRAPHKIT_STORE", raising=False)
    monkeypatch.setenv("NEO4J_URI", neo4j_database.uri)
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_database.username)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_database.password)
    monkeypatch.setenv("NEO4J_DATABASE", neo4j_database.database)
    with open_store() as store:
        assert store.describe()["location"] == f"{neo4j_database.uri}/{neo4j_database.database}"
    with pytest.raises(StoreError, match="nowhere: there is no such database"):
        open_store(f"{neo4j_database.uri}/nowhere")


def test_read_only_store_cannot_be_written(neo4j_database: Connection) -> None:
    with neo4j_store(neo4j_database, read_only=True) as store:
        assert store.describe()["articles"] == 0
        with pytest.raises(StoreError, match="read only"):
            store.write([article("one")])
        with pytest.raises(QueryError, match="may only read"):
            store.read("CREATE (n:Entity {id: 'x'})")


def one_line(caught: pytest.ExceptionInfo[StoreError]) -> str:
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_wrong_password_is_one_clear_line(neo4j_server: Connection) -> None:
    if not neo4j_server.username:
        pytest.skip("the server asks for no password")
    began = time.monotonic()
    with pytest.raises(StoreError, match="NEO4J_PASSWORD") as caught:
        Neo4jStore(neo4j_server.uri, neo4j_server.username, "not-the-password", neo4j_server.database)
    assert time.monotonic() - began < SOON_SECONDS
    assert "not-the-password" not in one_line(caught)


def test_unknown_database_is_one_clear_line(neo4j_server: Connection) -> None:
    with pytest.raises(StoreError, match="nowhere: there is no such database") as caught:
        Neo4jStore(neo4j_server.uri, neo4j_server.username, neo4j_server.password, "nowhere")
    one_line(caught)


@pytest.mark.parametrize("uri", ["neo4j://127.0.0.1:1", "bolt://127.0.0.1:1"])
def test_server_that_is_down_is_one_clear_line(uri: str) -> None:
    began = time.monotonic()
    with pytest.raises(StoreError, match=f"no Neo4j answers at {uri}") as caught:
        Neo4jStore(uri, "neo4j", "secret")
    assert time.monotonic() - began < SOON_SECONDS
    assert "secret" not in one_line(caught)


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port whose queue of connections is full, so that nothing comes back, as from a firewall that drops."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says anything."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        yield listener.getsockname()[1]


@pytest.mark.parametrize("scheme", ["neo4j", "bolt"])
def test_server_that_takes_no_connection_is_told_soon(scheme: str, deaf_port: int) -> None:
    began = time.monotonic()
    with pytest.raises(StoreError, match="no Neo4j answers") as caught:
        Neo4jStore(f"{scheme}://127.0.0.1:{deaf_port}", "neo4j", "secret")
    assert time.monotonic() - began < SOON_SECONDS
    one_line(caught)


@pytest.mark.parametrize("scheme", ["neo4j", "bolt"])
def test_server_that_stays_silent_is_told_soon(scheme: str, silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j, "ANSWER_SECONDS", 1.0)
    began = time.monotonic()
    with pytest.raises(StoreError, match="no Neo4j answers") as caught:
        Neo4jStore(f"{scheme}://127.0.0.1:{silent_port}", "neo4j", "secret")
    assert time.monotonic() - began < SOON_SECONDS
    one_line(caught)


OPENS_WHAT_IS_DOWN = f"""
from graphkit.errors import StoreError
from graphkit.stores import open_store
try:
    open_store("{DOWN}")
except StoreError as error:
    print(error)
"""


def test_driver_warns_nobody_who_set_no_logging_up() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENS_WHAT_IS_DOWN], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert "no Neo4j answers" in done.stdout
    assert done.stderr == ""


def test_driver_warns_whoever_set_logging_up(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(StoreError):
        Neo4jStore(DOWN)
    assert {record.name.partition(".")[0] for record in caplog.records} == {"neo4j"}


@pytest.mark.parametrize("uri", ["bolt+x://localhost", "neo4j://a b:c", "bolt://localhost?region=eu"])
def test_uri_that_is_none_is_one_clear_line(uri: str) -> None:
    with pytest.raises(StoreError) as caught:
        Neo4jStore(uri, "neo4j", "secret")
    assert "secret" not in one_line(caught)


def test_uri_is_asked_for_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    with pytest.raises(StoreError, match="NEO4J_URI"):
        Neo4jStore()


def test_credentials_in_the_uri_are_not_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Neo4jStore("neo4j://user:hunter2@127.0.0.1:1")
    assert "hunter2" not in one_line(caught)


def plans(store: GraphStore, cypher: str, parameters: dict[str, object]) -> set[str]:
    """The operators that the server would run a statement with."""
    assert isinstance(store, Neo4jStore)
    with store._session("READ") as session:
        plan = session.run("EXPLAIN " + cypher, parameters).consume().plan
    found: set[str] = set()
    waiting = [plan]
    while waiting:
        step = waiting.pop()
        found.add(str(step["operatorType"]).partition("@")[0])
        waiting.extend(step.get("children", []))
    return found


def test_no_statement_of_a_write_scans(neo4j_database: Connection) -> None:
    """The time of a batch must not grow with the graph: every look-up starts at an index."""
    written = [
        "LOCK_ARTICLES", "LOCK_HELD_ARTICLES", "LOCK_ENTITIES", "FINGERPRINTS_OF", "ARTICLES_OF", "MENTIONS_OF",
        "CLAIMS_OF", "TALLIES_OF", "SUPPORT_OF", "DELETE_CLAIMS", "DELETE_MENTIONS", "DELETE_ARTICLES",
        "DELETE_ENTITIES", "SET_ARTICLES", "SET_ENTITIES", "CREATE_MENTIONS", "CREATE_CLAIMS", "CREATE_ATTRIBUTIONS",
    ]  # fmt: skip
    texts = {name: getattr(statements, name) for name in written}
    texts |= {"set_type": statements.set_type("Company"), "merge": statements.merge_relationship("USES"),
              "delete": statements.delete_relationship("USES")}  # fmt: skip
    parameters: dict[str, object] = {"rows": [], "ids": [], "keys": [], "triples": []}
    with neo4j_store(neo4j_database) as store:
        for name, text in texts.items():
            scans = {operator for operator in plans(store, text, parameters) if "Scan" in operator}
            assert not scans, f"{name} scans: {scans}"
