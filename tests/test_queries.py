"""Canned queries: their files, their headers, and the errors that wrong ones get."""

from __future__ import annotations

import datetime
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import QueryError
from graphkit.queries import Queries, check_read_only, nearest, parse_query

OWN = Queries()
GOOD = """// Clients
// Who pays,
// and how much.
// Parameters:
//   vendor (entity, required): the vendor. Example: "Acme"
//   since (date, default null): a day. Example: "2020-01-01"
//   least (number, default 0.5): a number
//   limit (integer, default 10): rows

MATCH (a)-[:CLIENT_OF]->(b:Entity) WHERE b.id IN $vendor AND $since < a.x AND a.y > $least
RETURN a.name AS client, count(b), b.id AS "CREATE" LIMIT $limit
"""


def test_header_is_read() -> None:
    query = parse_query("clients", GOOD, theme="vendors")
    assert (query.title, query.description) == ("Clients", "Who pays, and how much.")
    assert [(p.name, p.type, p.required, p.default, p.example) for p in query.parameters] == [
        ("vendor", "entity", True, None, "Acme"),
        ("since", "date", False, None, "2020-01-01"),
        ("least", "number", False, 0.5, None),
        ("limit", "integer", False, 10, None),
    ]
    assert query.example == {"vendor": "Acme"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("// Clients\n", "", "line 1|no title|listed|opens"),
        ("(entity, required)", "(entty, required)", "line 5: 'entty' is no type; types are .*; did you mean 'entity'"),
        ("(entity, required): ", "entity ", "line 5: want `name"),
        (' Example: "Acme"', "", "line 5: a required parameter needs an example"),
        ("default 0.5", "default half", "line 7: half is no JSON value"),
        ("//   limit", "//   least", "line 8: there is a second parameter 'least'"),
        (" LIMIT $limit", "", "parameter limit is listed but never used"),
        ("> $least", "> $most", r"\$most is not listed"),
        ("RETURN", "SET a.x = 1 RETURN", "may only read, but has the clause SET"),
        ("RETURN", "DETACH\n DELETE a RETURN", "DETACH"),
        ("RETURN", "load  csv from 'x' as y RETURN", "LOAD CSV"),
        ("RETURN", "CALL db.labels() YIELD label RETURN", "CALL"),
        ("RETURN", "CALL (a) { CREATE (b) } RETURN", "CREATE"),
    ],
)
def test_wrong_files_are_named_with_the_line(old: str, new: str, message: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if old == "// Clients\n":
        text = "MATCH (n) RETURN n"
    with pytest.raises(QueryError, match=message) as caught:
        parse_query("clients", text, where="mine/clients.cypher")
    assert str(caught.value).startswith("mine/clients.cypher")
    assert "\n" not in str(caught.value)


def test_write_words_in_quotes_and_comments_are_no_clauses() -> None:
    check_read_only("MATCH (n) WHERE n.x = 'DELETE' AND n.`SET` > 1 // CREATE\nRETURN n.created, n.dataset")


@pytest.mark.parametrize("opening", ["CALL {", "call () {", "CALL(a, b)\n{"])
def test_a_subquery_is_no_procedure(opening: str) -> None:
    check_read_only(f"MATCH (a)--(b) {opening} MATCH (n) RETURN n }} RETURN n")


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({}, 'needs vendor; for example: vendor="Acme"'),
        ({"vendor": None}, "needs vendor"),
        ({"vendr": "x"}, "no parameter 'vendr'; it takes .*; did you mean 'vendor'"),
        ({"vendor": "Acme", "limit": "ten"}, "limit must be a whole number, not 'ten'"),
        ({"vendor": "Acme", "limit": True}, "limit must be a whole number, not True"),
        ({"vendor": "Acme", "limit": 2**63}, "limit must be a whole number"),
        ({"vendor": "Acme", "limit": "9" * 5000}, "limit must be a whole number"),
        ({"vendor": "Acme", "limit": "1.5"}, "limit must be a whole number"),
        ({"vendor": "Acme", "least": "nan"}, "least must be a number"),
        ({"vendor": "Acme", "since": "28.2.2020"}, "since must be a date like 2020-02-28"),
        ({"vendor": "Acme", "since": "2020-02-30"}, "since must be a date"),
        ({"vendor": " "}, "vendor must be the name of an entity"),
        ({"vendor": ["Acme"]}, "vendor must be the name of an entity"),
    ],
)
def test_wrong_parameters_get_one_clear_line(given_: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        parse_query("clients", GOOD).bind(given_)
    assert "\n" not in str(caught.value)


def test_parameters_are_taken_as_text_or_in_their_type() -> None:
    query = parse_query("clients", GOOD)
    as_text = query.bind({"vendor": "Acme", "since": "2020-02-28", "least": "1", "limit": "5"})
    typed = query.bind({"vendor": "Acme", "since": datetime.date(2020, 2, 28), "least": 1, "limit": 5})
    assert as_text == typed == {"vendor": "Acme", "since": "2020-02-28", "least": 1.0, "limit": 5}
    assert query.bind({"vendor": "Acme"}) == {"vendor": "Acme", "since": None, "least": 0.5, "limit": 10}


@given(st.text(max_size=200))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    with suppress(QueryError):
        assert parse_query("any", text).title


def test_unknown_query_proposes_the_nearest() -> None:
    with pytest.raises(QueryError, match="no query 'client_of'; did you mean 'clients_of'"):
        OWN["client_of"]


def test_nearest_knows_no_case() -> None:
    assert nearest("COINBSE", ["Coinbase"]) == "; did you mean 'Coinbase'?"
    assert nearest("xyz", ["Coinbase"]) == ""


class TestFolder:
    def test_own_queries_come_on_top(self, tmp_path: Path) -> None:
        (tmp_path / "mine.cypher").write_text(GOOD)
        (tmp_path / "clients_of.cypher").write_text(GOOD.replace("// Clients", "// My clients"))
        queries = Queries(tmp_path)
        assert queries["clients_of"].title == "My clients"
        assert set(queries) == {*OWN, "mine"}

    def test_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(QueryError, match="is no folder"):
            Queries(tmp_path / "none")

    def test_twice_the_same_name(self, tmp_path: Path) -> None:
        for folder in ("a", "b"):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "mine.cypher").write_text(GOOD)
        with pytest.raises(QueryError, match="a second query 'mine'"):
            Queries(tmp_path)

    def test_file_that_is_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "mine.cypher").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(QueryError, match=r"mine\.cypher cannot be read"):
            Queries(tmp_path)

    def test_name_that_is_no_query_name(self, tmp_path: Path) -> None:
        (tmp_path / "My Query.cypher").write_text(GOOD)
        with pytest.raises(QueryError, match="is no query name"):
            Queries(tmp_path)


def test_there_are_at_least_thirty_queries_in_themes() -> None:
    assert len(OWN) >= 30
    assert all(query.theme for query in OWN.values())


@pytest.mark.parametrize("name", list(OWN))
class TestEveryFile:
    def test_says_what_it_answers(self, name: str) -> None:
        query = OWN[name]
        assert query.title
        assert query.description.endswith(".")
        assert query.columns

    def test_is_limited_and_ordered(self, name: str) -> None:
        cypher = OWN[name].cypher
        assert "ORDER BY" in cypher
        assert cypher.rstrip().endswith("LIMIT $limit")
