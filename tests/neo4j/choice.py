"""Which Neo4j the tests use: one that is named, one in Docker, one from Maven, or none.

``server_for_tests`` tries them in this order, and says why where none was to be had.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from urllib.parse import unquote, urlsplit

from neo4j.exceptions import DriverError, Neo4jError

from tests.neo4j.server import DATABASE, PASSWORD, USERNAME, Connection, MavenServer, ServerUnavailableError, free_ports

NAMED = "GRAPHKIT_TEST_NEO4J"
NAMED_HTTP = "GRAPHKIT_TEST_NEO4J_HTTP"
IMAGE = "neo4j:5.26-community"


def connection_from_environment(environment: Mapping[str, str] = os.environ) -> Connection | None:
    """Read ``GRAPHKIT_TEST_NEO4J=neo4j://user:password@host:port/database``; None where it is unset.

    User and password may be percent-encoded; the database is ``neo4j`` where none is named.
    ``GRAPHKIT_TEST_NEO4J_HTTP`` says where the same server has its Browser.
    """
    value = environment.get(NAMED, "")
    if not value:
        return None
    parts = urlsplit(value)
    host = parts.netloc.rpartition("@")[2]
    return Connection(
        uri=f"{parts.scheme}://{host}",
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=parts.path.strip("/") or DATABASE,
        http_uri=environment.get(NAMED_HTTP, "").rstrip("/"),
    )


@contextmanager
def named_server(connection: Connection) -> Iterator[Connection]:
    """Use a server that somebody named; refused where its database holds anything, for the tests empty it."""
    try:
        [row] = connection.run("MATCH (n) RETURN count(n) AS nodes")
    except (DriverError, Neo4jError, OSError) as error:
        raise ServerUnavailableError(f"{NAMED} names {connection.uri}, which cannot be used: {error}") from None
    if row["nodes"]:
        raise ServerUnavailableError(
            f"{NAMED} names {connection.uri}, whose database {connection.database!r} holds {row['nodes']} nodes;"
            " the tests delete everything in it: empty it yourself or name another"
        )
    yield connection
    connection.empty()


@contextmanager
def docker_server() -> Iterator[Connection]:
    """Start the server in a container of its own."""
    if not docker_engine_answers():
        raise ServerUnavailableError("no Docker engine runs")
    from testcontainers.core.container import DockerContainer

    bolt, http = free_ports()
    try:
        container = (
            DockerContainer(IMAGE)
            # The ports are fixed because the server tells drivers and Browser its address itself.
            .with_bind_ports(7687, bolt)
            .with_bind_ports(7474, http)
            .with_env("NEO4J_AUTH", f"{USERNAME}/{PASSWORD}")
            .with_env("NEO4J_server_bolt_advertised__address", f"localhost:{bolt}")
            .with_env("NEO4J_server_http_advertised__address", f"localhost:{http}")
            .with_env("NEO4J_dbms_security_auth__max__failed__attempts", "0")
            .with_env("NEO4J_server_memory_heap_max__size", "512m")
            .with_env("NEO4J_server_memory_pagecache_size", "64m")
        )
        container.start()
    except Exception as error:
        # docker-py, requests and testcontainers share no base for "there is no engine" or "no such image".
        raise ServerUnavailableError(f"no Docker engine could run {IMAGE}: {str(error).splitlines()[0]}") from None
    try:
        connection = Connection(
            f"neo4j://localhost:{bolt}", USERNAME, PASSWORD, DATABASE, http_uri=f"http://localhost:{http}"
        )
        connection.wait_until_answering()
        yield connection
    finally:
        container.stop()


@contextmanager
def maven_server(failed: Callable[[], bool]) -> Iterator[Connection]:
    """Start the server that Maven resolves; its logs are kept where ``failed`` says so at the end."""
    with MavenServer() as server:
        try:
            yield server.connection
        finally:
            if failed():
                server.keep_logs()


@contextmanager
def server_for_tests(failed: Callable[[], bool]) -> Iterator[Connection]:
    """Start the first server that can be had here, and end it; a named one is never passed over for another.

    ``failed`` tells at the end whether a test failed. Raises ServerUnavailableError with every reason
    where there is no server.
    """
    named = connection_from_environment()
    if named is not None:
        candidates: list[AbstractContextManager[Connection]] = [named_server(named)]
    else:
        candidates = [docker_server(), maven_server(failed)]
    reasons = []
    with ExitStack() as stack:
        for candidate in candidates:
            try:
                connection = stack.enter_context(candidate)
            except ServerUnavailableError as error:
                reasons.append(str(error))
            else:
                break
        else:
            raise ServerUnavailableError("; ".join(reasons))
        yield connection


def docker_engine_answers() -> bool:
    """Tell whether a Docker engine runs that this user may use."""
    if shutil.which("docker") is None and "DOCKER_HOST" not in os.environ:
        return False
    try:
        import docker

        with_engine = docker.from_env(timeout=5)
    except Exception:
        # docker-py raises its own errors, those of requests and OSError where no engine answers.
        return False
    try:
        return bool(with_engine.ping())
    except Exception:
        return False
    finally:
        with_engine.close()
