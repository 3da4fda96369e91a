"""Addresses of Neo4j databases, without a server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import StoreError
from graphkit.stores.address import Neo4jAddress


@pytest.mark.parametrize(
    ("text", "uri", "database"),
    [
        ("neo4j://localhost", "neo4j://localhost", "home"),
        ("bolt+s://[::1]:7687/", "bolt+s://[::1]:7687", "home"),
        ("neo4j://localhost:7687/news", "neo4j://localhost:7687", "news"),
        ("neo4j://localhost/my%20news?region=eu", "neo4j://localhost?region=eu", "my news"),
    ],
)
def test_path_names_the_database(text: str, uri: str, database: str) -> None:
    address = Neo4jAddress.parse(text, database="home")
    assert (address.uri, address.database) == (uri, database)


def test_shown_address_can_be_given_again() -> None:
    address = Neo4jAddress.parse("neo4j://localhost:7687/news")
    assert str(address) == "neo4j://localhost:7687/news"
    assert Neo4jAddress.parse(str(address)) == address


@given(st.text(st.characters(exclude_characters="…"), min_size=1))
def test_credentials_are_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(StoreError, match="NEO4J_PASSWORD") as caught:
        Neo4jAddress.parse(f"neo4j://user:{secret}@localhost:7687")
    assert str(caught.value).startswith("the Neo4j address neo4j://…@localhost:7687 holds credentials")


@pytest.mark.parametrize(
    "text", ["neo4j://", "neo4j://a b:c", "neo4j://[::1", "neo4j:///news", "neo4j://host:99999999"]
)
def test_what_is_no_address_is_one_clear_line(text: str) -> None:
    with pytest.raises(StoreError, match="write neo4j://host:7687") as caught:
        Neo4jAddress.parse(text)
    assert "\n" not in str(caught.value)
