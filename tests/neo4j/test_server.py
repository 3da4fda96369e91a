"""The server that the other tests stand on."""

from __future__ import annotations

import urllib.request

import pytest
from neo4j import GraphDatabase, basic_auth
from neo4j.exceptions import AuthError

from tests.neo4j.choice import connection_from_environment
from tests.neo4j.server import Connection, MavenServer


def test_server_answers_with_a_version_we_support(neo4j_server: Connection) -> None:
    [row] = neo4j_server.run(
        "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version"
    )
    assert str(row["version"]).startswith(("5.26", "20"))


def test_a_fresh_database_is_empty_whatever_the_test_before_left(neo4j_database: Connection) -> None:
    neo4j_database.run("UNWIND range(1, 12000) AS i CREATE (:Hub {i: i})-[:LEADS_TO]->(:Rim)")
    neo4j_database.empty()
    assert neo4j_database.run("MATCH (n) RETURN count(n) AS nodes") == [{"nodes": 0}]


def test_schema_can_be_dropped_whatever_its_names(neo4j_database: Connection) -> None:
    neo4j_database.run("CREATE CONSTRAINT `odd ``name` IF NOT EXISTS FOR (n:Odd) REQUIRE n.id IS UNIQUE")
    neo4j_database.run("CREATE INDEX `other-name` IF NOT EXISTS FOR (n:Odd) ON (n.x)")
    neo4j_database.drop_schema()
    assert neo4j_database.run("SHOW CONSTRAINTS YIELD name") == []
    assert neo4j_database.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'") == []


def test_a_wrong_password_is_refused_and_locks_nobody_out(neo4j_server: Connection) -> None:
    wrong = basic_auth(neo4j_server.username, "not-" + neo4j_server.password)
    for _ in range(5):
        with GraphDatabase.driver(neo4j_server.uri, auth=wrong) as driver, pytest.raises(AuthError):
            driver.verify_connectivity()
    assert neo4j_server.run("RETURN 1 AS one") == [{"one": 1}]


def test_browser_page_is_served(neo4j_server: Connection) -> None:
    if not neo4j_server.http_uri:
        pytest.skip("GRAPHKIT_TEST_NEO4J_HTTP does not say where the server has its Browser")
    with urllib.request.urlopen(f"{neo4j_server.http_uri}/browser/", timeout=30) as answer:
        page = answer.read().decode()
    assert answer.status == 200
    assert "Neo4j Browser" in page


@pytest.mark.slow
def test_a_server_of_the_tests_own_keeps_its_data_over_a_kill(neo4j_process: MavenServer) -> None:
    server = neo4j_process
    server.connection.run("CREATE (:Kept {id: 1})")
    before = server.process
    server.kill()
    server.start()
    assert server.process is not before
    assert server.connection.run("MATCH (n:Kept) RETURN n.id AS id") == [{"id": 1}]
    server.close()
    assert server.process is None
    assert not server.home.exists()


def test_a_named_server_is_read_from_one_variable() -> None:
    environment = {
        "GRAPHKIT_TEST_NEO4J": "bolt://ann:a%40b%2Fc@[::1]:7688/news",
        "GRAPHKIT_TEST_NEO4J_HTTP": "http://[::1]:7474/",
    }
    assert connection_from_environment(environment) == Connection(
        "bolt://[::1]:7688", "ann", "a@b/c", "news", "http://[::1]:7474"
    )
    assert connection_from_environment({}) is None


def test_a_named_server_without_credentials_asks_for_none() -> None:
    connection = connection_from_environment({"GRAPHKIT_TEST_NEO4J": "neo4j://localhost:7687"})
    assert connection == Connection("neo4j://localhost:7687", "", "", "neo4j")
    assert connection is not None
    assert connection.auth is None
