"""Addresses of Neo4j Browser: what is filled in, what is left out, and what is refused."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.browser import Browser
from graphkit.errors import QueryError, StoreError

QUERIES = st.text(st.characters(exclude_characters="&#", exclude_categories=["Cs"]), min_size=1)


@pytest.mark.parametrize(
    ("uri", "root", "dbms"),
    [
        ("neo4j://localhost", "http://localhost:7474/browser/", "neo4j://neo4j@localhost:7687"),
        ("bolt://db.example:7000", "http://db.example:7474/browser/", "bolt://neo4j@db.example:7000"),
        ("neo4j+s://db.example:7687", "https://db.example:7473/browser/", "neo4j+s://neo4j@db.example:7687"),
        ("bolt+ssc://db.example", "https://db.example:7473/browser/", "bolt+s://neo4j@db.example:7687"),
        ("neo4j://[::1]:7688", "http://[::1]:7474/browser/", "neo4j://neo4j@[::1]:7688"),
        (
            "neo4j+s://0ab1.databases.neo4j.io",
            "https://browser.neo4j.io/",
            "neo4j+s://neo4j@0ab1.databases.neo4j.io:7687",
        ),
    ],
)
def test_where_the_browser_is_follows_from_the_server(uri: str, root: str, dbms: str) -> None:
    assert Browser.of(uri, username="neo4j") == Browser(root, dbms)


def test_database_in_the_address_comes_before_another() -> None:
    assert Browser.of("neo4j://localhost/news", database="other").database == "news"
    assert Browser.of("neo4j://localhost/", database="other").database == "other"


def test_a_root_that_is_given_is_kept() -> None:
    browser = Browser.of("neo4j://localhost", root="https://graph.example/browser/")
    assert browser.address() == "https://graph.example/browser/?dbms=neo4j%3A%2F%2Flocalhost%3A7687&db=neo4j"


@pytest.mark.parametrize(
    "uri", ["", "localhost", "http://localhost:7474", "neo4j://", "neo4j://h:port", "neo4j://[::1"]
)
def test_what_is_no_neo4j_address_is_refused_in_one_line(uri: str) -> None:
    with pytest.raises(StoreError, match="such as neo4j://localhost:7687") as raised:
        Browser.of(uri)
    assert "\n" not in str(raised.value)


def test_a_password_never_gets_into_an_address() -> None:
    browser = Browser.of("neo4j://ann:s3cret@localhost:7687", username="ann")
    assert "s3cret" not in browser.address("RETURN 1")
    assert browser.dbms == "neo4j://ann@localhost:7687"


@given(QUERIES)
def test_the_browser_reads_the_query_as_it_was(query: str) -> None:
    address = Browser.of("neo4j://localhost").address(query)
    # What Neo4j Browser does: plus signs to blanks, the whole address unquoted, then cut at & and #.
    unquoted = unquote(address.replace("+", " "))
    assert unquoted.partition("&arg=")[2] == query
    assert address.isascii()
    assert parse_qs(urlsplit(address).query)["db"] == ["neo4j"]


@given(QUERIES, st.sampled_from("&#"), QUERIES)
def test_a_query_that_the_browser_would_cut_is_refused(before: str, sign: str, after: str) -> None:
    with pytest.raises(QueryError, match="cannot be handed to Neo4j Browser"):
        Browser.of("neo4j://localhost").address(before + sign + after)
