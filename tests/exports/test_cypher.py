"""The Cypher script, run on both databases: it makes the graph it was written from, whatever text is in it."""

from __future__ import annotations

from pathlib import Path

import kglite
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from neo4j import GraphDatabase

from graphkit.errors import StoreError
from graphkit.exports.cypher import BATCH_CHARACTERS, BATCH_ROWS, cypher, literal, string_literal
from graphkit.stores.base import ArticleRows, Row, Store
from graphkit.stores.embedded import SCHEMA_VERSION, EmbeddedStore
from tests.exports.conftest import HOSTILE, hostile_articles
from tests.neo4j.server import Connection
from tests.sample import sample_rows
from tests.stores.conftest import neo4j_store
from tests.stores.rows import article, exported

BARE = EmbeddedStore()


def lines(articles: list[ArticleRows]) -> list[str]:
    """The script of a store with these articles, split where it claims that a statement ends."""
    with EmbeddedStore() as store:
        store.write(articles)
        return "".join(cypher(store)).splitlines()


def statements(articles: list[ArticleRows]) -> list[str]:
    return [line.removesuffix(";") for line in lines(articles) if not line.startswith("//")]


def expected(articles: list[ArticleRows]) -> list[Row]:
    with EmbeddedStore() as store:
        store.write(articles)
        return exported(store)


@pytest.mark.parametrize("articles", [hostile_articles(), sample_rows()], ids=["hostile", "sample"])
def test_makes_the_same_graph_in_an_embedded_file(articles: list[ArticleRows], tmp_path: Path) -> None:
    graph = kglite.open(str(tmp_path / "new.kgl"))
    graph.set_schema_version(SCHEMA_VERSION)
    for statement in statements(articles):
        graph.cypher(statement)
    graph.close()
    with EmbeddedStore(tmp_path / "new.kgl", read_only=True) as store:
        assert exported(store) == expected(articles)


@pytest.mark.parametrize("articles", [hostile_articles(), sample_rows()], ids=["hostile", "sample"])
def test_makes_the_same_graph_in_neo4j(articles: list[ArticleRows], neo4j_database: Connection) -> None:
    with (
        GraphDatabase.driver(neo4j_database.uri, auth=neo4j_database.auth) as driver,
        driver.session(database=neo4j_database.database) as session,
    ):
        for statement in statements(articles):
            session.run(statement).consume()
    with neo4j_store(neo4j_database) as store:
        assert exported(store) == expected(articles)
        # A run of the same articles finds nothing to do, and nothing that should be derived otherwise.
        assert store.write(articles).unchanged == len(articles)
        assert store.rebuild() == 0


def test_neo4j_reads_back_any_literal(neo4j_database: Connection) -> None:
    # Neo4j has every character as an escape and as itself, with a backslash before and after.
    texts = [
        *HOSTILE,
        *(f"{before}{chr(c)}{after}" for c in range(0x300) for before, after in [("\\", "u0022"), ("", "\\")]),
    ]
    with neo4j_store(neo4j_database) as store:
        assert store.read(f"RETURN {literal(texts)} AS texts") == [{"texts": texts}]


@given(st.text(alphabet=st.one_of(st.sampled_from("\\u0027\"'`nN{}\n"), st.characters(exclude_categories=["Cs"]))))
@example("\\u0022")
def test_embedded_store_reads_back_any_literal(text: str) -> None:
    assert BARE.read(f"RETURN {string_literal(text)} AS text") == [{"text": text}]


@given(st.text(alphabet=st.sampled_from("\\u0027\"'\n\r\x85\u2028\x0b\x1cab")))
def test_a_literal_is_one_line_that_ends_at_its_quote(text: str) -> None:
    written = string_literal(text)
    assert written.splitlines() == [written]
    # Read as Neo4j 5 may at worst: it replaces \uXXXX wherever it stands, then looks for the quotes.
    assert "\\u0022" not in written
    assert "\\u0027" not in written
    inside = written[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in inside


def test_half_a_pair_of_surrogates_is_replaced() -> None:
    assert string_literal("a\ud83d") == '"a\ufffd"'


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "null"), (True, "true"), (3, "3"), (0.5, "0.5"), (["a", 1], '["a", 1]'), ([], "[]")],
)
def test_literals(value: object, text: str) -> None:
    assert literal(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", {"a": 1}])
def test_what_has_no_literal_is_refused(value: object) -> None:
    with pytest.raises(StoreError, match="cannot be written as Cypher"):
        literal(value)


def test_every_line_is_a_comment_or_a_statement() -> None:
    for line in lines(hostile_articles()):
        assert line.startswith(("// ", "CREATE CONSTRAINT ", "CREATE INDEX ", "UNWIND ["))
        assert line.startswith("//") or line.endswith(";")


def test_statements_stay_small() -> None:
    many = [article(f"{n}", f"ICE USES Company{n}", text="x" * 900) for n in range(300)]
    written = statements(many)
    assert max(map(len, written)) < 2 * BATCH_CHARACTERS
    assert len([line for line in written if ":Article)" in line and "CREATE (n" in line]) > 300 / BATCH_ROWS
    assert len(written) < 100


class StrangeStore(EmbeddedStore):
    """A store in which somebody set labels by hand."""

    def export(self):  # type: ignore[no-untyped-def]
        yield {"kind": "node", "labels": ["Entity", "A) DETACH DELETE (n"], "id": "x", "properties": {}}


def test_labels_that_are_not_ours_are_refused() -> None:
    store: Store = StrangeStore()
    with store, pytest.raises(StoreError, match="a label or relationship type 'A\\) DETACH"):
        list(cypher(store))
