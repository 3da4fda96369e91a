"""What every store must do: the same suite for the file, for memory and for Neo4j."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.errors import QueryError, StoreError
from graphkit.stores import statements, writing
from graphkit.stores.base import ArticleRows, Row, WriteCount
from graphkit.stores.embedded import EmbeddedStore
from graphkit.stores.graph import GraphStore
from graphkit.stores.writing import Transaction
from tests.stores.conftest import StoreFactory
from tests.stores.rows import (
    article,
    articles,
    batches,
    claim,
    entity,
    exported,
    fingerprinted,
    node,
    relationship,
)

# Few examples, for each opens a store, and some of those are on a server.
few = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

HOSTILE = [
    'O\'Brien "quoted"',
    "back`tick`",
    "brace } {curly} $param",
    "line\nbreak\ttab",
    "emoji 🕵️‍♀️ 𝔘nicode",
    "'}) DETACH DELETE n //",
    "x`]->() SET n:Admin //",
    "\\u0027 \\' \\",
    "<script>alert(1)</script>",
    "2020-02-28",
    "[1, 2]",
    "null",
    " ",
    "\u0000nul",
]


def freshly(rows: Sequence[ArticleRows]) -> list[dict[str, object]]:
    """The export of a new store that was given these articles and nothing else."""
    with EmbeddedStore() as store:
        store.write(rows)
        return exported(store)


class TestWriting:
    def test_article_becomes_nodes_and_relationships(self, store: GraphStore) -> None:
        rows = article("one", claim("one", "ICE USES Clearview testing", speaker="ICE", role="CEO"),
                       entities=[entity("ICE", "the agency", count=3), entity("Clearview")])  # fmt: skip
        assert store.write([rows]) == WriteCount(added=1)
        export = exported(store)
        assert [(r["labels"], r["id"]) for r in export if r["kind"] == "node"] == [
            (["Article"], rows.id),
            (["Claim"], rows.claims[0].id),
            (["Agency", "Entity"], "agency/ice"),
            (["Company", "Entity"], "company/clearview"),
        ]
        assert [(r["start"], r["type"], r["end"]) for r in export if r["kind"] == "relationship"] == [
            (rows.id, "MENTIONS", "agency/ice"),
            (rows.id, "MENTIONS", "company/clearview"),
            (rows.claims[0].id, "ATTRIBUTED_TO", "agency/ice"),
            (rows.claims[0].id, "OBJECT", "company/clearview"),
            (rows.claims[0].id, "STATED_IN", rows.id),
            (rows.claims[0].id, "SUBJECT", "agency/ice"),
            ("agency/ice", "USES", "company/clearview"),
        ]

    def test_every_field_of_the_rows_is_kept(self, store: GraphStore) -> None:
        rows = article(
            "one", claim("one", "ICE USES Clearview testing", confidence=0.125, speaker="ICE", role="a post")
        )
        rows = fingerprinted(replace(rows, entities=(entity("Clearview"), entity("ICE", "Ice", count=3)), url="https://x",
                                     author="A. U. Thor"))  # fmt: skip
        store.write([rows])
        assert node(store, rows.id) == {
            "author": "A. U. Thor",
            "fingerprint": rows.fingerprint,
            "key": "one",
            "kind": "article",
            "model": "test-1",
            "published": "2020-02-28",
            "publisher": "The Paper",
            "source_id": "one",
            "text": "A text.",
            "title": "About one",
            "url": "https://x",
        }
        assert node(store, rows.claims[0].id) == {
            "attributed_name": "ICE",
            "confidence": 0.125,
            "end_char": 16,
            "predicate": "USES",
            "published": "2020-02-28",
            "role": "a post",
            "sentence": "ICE … Clearview.",
            "start_char": 0,
            "status": "testing",
            "triple": "agency/ice USES company/clearview",
        }
        assert node(store, "agency/ice") == {
            "articles": 1,
            "kind": "agency",
            "name": "ICE",
            "names": ["ICE", "Ice"],
            "names_articles": [1, 1],
            "names_chosen": [1, 0],
        }
        [mention] = [r for r in exported(store) if r.get("type") == "MENTIONS" and r["end"] == "agency/ice"]
        assert mention["properties"] == {"count": 3, "name": "ICE", "names": ["ICE", "Ice"]}

    def test_same_article_again_changes_nothing(self, store: GraphStore) -> None:
        rows = [article("one", "ICE USES Clearview"), article("two", "FBI USES Clearview")]
        store.write(rows)
        before = exported(store)
        assert store.write(rows) == WriteCount(unchanged=2)
        assert exported(store) == before

    def test_changed_article_replaces_what_it_said_before(self, store: GraphStore) -> None:
        store.write([article("one", "ICE USES Clearview"), article("two", "FBI USES Clearview")])
        changed = article("one", "Acme USES Clearview planned", text="Another text.")
        assert store.write([changed]) == WriteCount(replaced=1)
        assert exported(store) == freshly([article("two", "FBI USES Clearview"), changed])
        assert node(store, "agency/ice") is None

    def test_article_without_entities_is_held(self, store: GraphStore) -> None:
        rows = article("one")
        store.write([rows])
        assert store.fingerprints() == {"one": rows.fingerprint}
        assert store.describe()["articles"] == 1

    def test_last_of_one_key_in_a_batch_counts(self, store: GraphStore) -> None:
        first, last = article("one", "ICE USES Clearview"), article("one", "FBI USES Clearview")
        assert store.write([first, last, last]) == WriteCount(added=1, replaced=1, unchanged=1)
        assert exported(store) == freshly([last])

    def test_nothing_is_written_of_a_batch_that_is_refused(self, store: GraphStore) -> None:
        good = article("good", "ICE USES Clearview")
        bad = article(
            "bad", replace(claim("bad", "ICE USES Clearview"), object="company/nobody"), entities=[entity("ICE")]
        )
        with pytest.raises(StoreError, match=r"'bad'.*company/nobody"):
            store.write([good, bad])
        assert exported(store) == []

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"predicate": "OWNS"}, "OWNS"),
            ({"predicate": "USES]->() DELETE"}, "predicate"),
            ({"status": "sure"}, "sure"),
            ({"confidence": 1.5}, "confidence"),
            ({"confidence": float("nan")}, "confidence"),
            ({"object": "agency/ice"}, "two entities"),
            ({"attributed_to": "person/nobody"}, "person/nobody"),
        ],
    )
    def test_claim_that_the_ontology_lacks_is_refused(
        self, store: GraphStore, change: dict[str, object], message: str
    ) -> None:
        entities = [entity("ICE"), entity("Clearview")]
        wrong = replace(claim("one", "ICE USES Clearview"), **change)  # type: ignore[arg-type]
        with pytest.raises(StoreError, match=message):
            store.write([article("one", wrong, entities=entities)])
        assert exported(store) == []

    def test_pair_of_a_symmetric_predicate_must_be_in_order(self, store: GraphStore) -> None:
        row = claim("one", "Acme PARTNERS_WITH Clearview")
        swapped = replace(row, subject=row.object, object=row.subject)
        with pytest.raises(StoreError, match="smaller id"):
            store.write([article("one", swapped, entities=[entity("Acme"), entity("Clearview")])])

    @pytest.mark.parametrize("type_", ["Admin", "Company`:Admin", "Entity"])
    def test_type_that_the_ontology_lacks_is_refused(self, store: GraphStore, type_: str) -> None:
        with pytest.raises(StoreError, match="type"):
            store.write([article("one", entities=[replace(entity("Acme"), type=type_)])])

    def test_loss_is_noticed_and_undone(self, store: GraphStore) -> None:
        """Something takes an entity away while the article is being written, as no lock forbids an administrator."""

        class Losing:
            def __init__(self, tx: Transaction) -> None:
                self.tx = tx

            def run(self, cypher: str, parameters: Mapping[str, Any]) -> list[Row]:
                if cypher == statements.CREATE_CLAIMS:
                    self.tx.run("MATCH (e:Entity {id: 'agency/ice'}) DETACH DELETE e", {})
                return self.tx.run(cypher, parameters)

        store.write([article("zero", "ICE USES Acme")])
        before = exported(store)
        rows = [article("one", "FBI USES Clearview"), article("two", "ICE USES Clearview", "FBI USES Clearview")]
        with pytest.raises(StoreError, match="article two: 1 of 2 claims were written"):
            store._writing(lambda tx: writing.write(Losing(tx), writing.latest(rows)[0], store.ontology))
        assert exported(store) == before


class TestForgetting:
    def test_what_rested_on_the_article_alone_goes(self, store: GraphStore) -> None:
        one = article("one", "ICE USES Clearview", "FBI USES Clearview")
        two = article("two", "FBI USES Clearview testing", "Acme PARTNERS_WITH Clearview", published="2021-01-01")
        store.write([one, two])
        assert store.forget(["two", "never seen"]) == 1
        assert exported(store) == freshly([one])

    def test_all_forgotten_leaves_nothing(self, store: GraphStore) -> None:
        store.write([article("one", "ICE USES Clearview"), article("two", "FBI USES Clearview denied")])
        assert store.forget(["one", "two"]) == 2
        assert exported(store) == []

    def test_unknown_key_forgets_nothing(self, store: GraphStore) -> None:
        assert store.forget(["nothing"]) == 0
        assert store.forget([]) == 0


class TestDeriving:
    def test_relationship_sums_up_its_claims(self, store: GraphStore) -> None:
        store.write(
            [
                article("one", claim("one", "ICE USES Clearview testing", confidence=0.5), published="2020-01-01",
                        entities=[entity("ICE"), entity("Clearview")]),
                article("two", claim("two", "ICE USES Clearview", confidence=0.75), published="2021-01-01",
                        entities=[entity("ICE"), entity("Clearview")]),
            ]
        )  # fmt: skip
        assert relationship(store, "ICE USES Clearview") == {
            "status": "actual",
            "statuses": ["actual", "testing"],
            "contested": False,
            "confidence": 0.75,
            "claims": 2,
            "articles": 2,
            "first_seen": "2020-01-01",
            "last_seen": "2021-01-01",
        }

    def test_denied_alone_makes_no_relationship(self, store: GraphStore) -> None:
        store.write([article("one", "ICE USES Clearview denied")])
        assert relationship(store, "ICE USES Clearview") is None
        assert store.describe() | {"kind": "", "location": ""} == {
            "kind": "", "location": "", "articles": 1, "entities": 2, "claims": 1, "relationships": 0,
        }  # fmt: skip

    def test_denial_marks_the_relationship_contested_and_withdrawing_it_unmarks(self, store: GraphStore) -> None:
        store.write([article("one", "ICE USES Clearview"), article("two", "ICE USES Clearview denied")])
        contested = relationship(store, "ICE USES Clearview")
        assert contested is not None
        assert contested["contested"] is True
        assert contested["statuses"] == ["actual", "denied"]
        assert contested["claims"] == 1
        store.forget(["two"])
        uncontested = relationship(store, "ICE USES Clearview")
        assert uncontested is not None
        assert uncontested["contested"] is False

    def test_relationship_goes_when_only_its_denial_is_left(self, store: GraphStore) -> None:
        store.write([article("one", "ICE USES Clearview"), article("two", "ICE USES Clearview denied")])
        store.forget(["one"])
        assert relationship(store, "ICE USES Clearview") is None

    def test_symmetric_pair_has_one_relationship(self, store: GraphStore) -> None:
        store.write([article("one", "Clearview PARTNERS_WITH Acme"), article("two", "Acme PARTNERS_WITH Clearview")])
        found = relationship(store, "Acme PARTNERS_WITH Clearview")
        assert found is not None
        assert found["claims"] == 2
        assert relationship(store, "Clearview PARTNERS_WITH Acme") is None

    def test_entity_bears_the_name_that_most_articles_have(self, store: GraphStore) -> None:
        def calling(key: str, name: str) -> ArticleRows:
            return article(key, entities=[entity(name, "CV", ident="company/clearview")])

        store.write([calling("one", "Clearview"), calling("two", "Clearview"), calling("three", "Clearview AI")])
        held = node(store, "company/clearview")
        assert held is not None
        assert held["name"] == "Clearview"
        assert held["names"] == ["CV", "Clearview", "Clearview AI"]
        store.forget(["one"])
        held = node(store, "company/clearview")
        assert held is not None
        assert held["name"] == "Clearview AI"
        store.forget(["three"])
        held = node(store, "company/clearview")
        assert held is not None
        assert held["names"] == ["CV", "Clearview"]

    def test_rebuild_finds_nothing_to_do_in_a_sound_graph(self, store: GraphStore) -> None:
        store.write([article("one", "ICE USES Clearview", "Acme PARTNERS_WITH Clearview")])
        before = exported(store)
        assert store.rebuild() == 0
        assert exported(store) == before

    def test_rebuild_mends_what_somebody_broke(self, store: GraphStore) -> None:
        store.write([article("one", "ICE USES Clearview", "Acme PARTNERS_WITH Clearview", "FBI USES Clearview")])
        before = exported(store)
        store._writing(
            lambda tx: [
                tx.run(statement, {})
                for statement in (
                    "MATCH (:Agency {id: 'agency/ice'})-[r:USES]->(:Entity) DELETE r",
                    "MATCH (:Agency {id: 'agency/fbi'})-[r:USES]->(:Entity) SET r.claims = 7",
                    "MATCH (a:Agency {id: 'agency/fbi'}), (c:Company {id: 'company/acme'}) CREATE (a)-[:SUED]->(c)",
                    "MATCH (s:Company)-[:PARTNERS_WITH]->(o:Company) CREATE (s)-[:PARTNERS_WITH]->(o)",
                    "MATCH (c:Company {id: 'company/acme'}) SET c.name = 'Wrong', c.articles = 9",
                )
            ]
        )
        assert exported(store) != before
        assert store.rebuild() == 4
        assert exported(store) == before
        assert store.rebuild() == 0


class TestHostileText:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_comes_back_as_it_went_in(self, store: GraphStore, text: str) -> None:
        row = replace(claim("one", "ICE USES Clearview"), sentence=text, role=text, attributed_name=text)
        entities = [entity("ICE"), entity(text, f"{text}!", ident="company/clearview")]
        rows = replace(
            article(text, row, entities=entities, text=text), title=text, publisher=text, author=text, url=text
        )
        store.write([rows])
        held = node(store, rows.id)
        assert held is not None
        assert {held[name] for name in ("key", "title", "publisher", "author", "url", "text", "source_id")} == {text}
        held = node(store, row.id)
        assert held is not None
        assert {held[name] for name in ("sentence", "role", "attributed_name")} == {text}
        held = node(store, "company/clearview")
        assert held is not None
        assert held["name"] == text
        assert held["names"] == sorted([text, f"{text}!"])
        assert store.read("MATCH (e:Entity) WHERE e.name = $name RETURN e.id AS id", {"name": text}) == [
            {"id": "company/clearview"}
        ]
        assert store.fingerprints([text]) == {text: rows.fingerprint}
        assert store.forget([text]) == 1

    def test_id_may_hold_anything_but_spaces(self, store: GraphStore) -> None:
        odd = entity("Odd", ident="company/`'\"{}$x\\🕵")
        row = replace(claim("one", "ICE USES Clearview"), object=odd.id)
        store.write([article("one", row, entities=[entity("ICE"), odd])])
        assert store.describe()["relationships"] == 1
        with pytest.raises(StoreError, match="spaces"):
            store.write([article("two", entities=[entity("Odd", ident="company/a b")])])

    def test_half_a_character_is_refused(self, store: GraphStore) -> None:
        with pytest.raises(StoreError, match="valid Unicode"):
            store.write([replace(article("one"), title="\ud800")])


class TestReading:
    def test_rows_are_plain_values(self, store: GraphStore) -> None:
        store.write([article("one", "ICE USES Clearview testing")])
        rows = store.read("MATCH (a:Entity)-[r:USES]->(b:Entity) RETURN a.name AS a, r.statuses AS s, r.claims AS n")
        assert rows == [{"a": "ICE", "s": ["testing"], "n": 1}]

    @pytest.mark.parametrize(
        "cypher",
        [
            "CREATE (n:Entity {id: 'x'}) RETURN n.id AS id",
            "MERGE (n:Entity {id: 'x'})",
            "MATCH (n) DETACH DELETE n",
            "MATCH (n:Entity) SET n.name = 'x'",
            "MATCH (n:Entity) REMOVE n:Company",
        ],
    )
    def test_a_query_that_would_write_is_refused(self, store: GraphStore, cypher: str) -> None:
        store.write([article("one", "ICE USES Clearview")])
        before = exported(store)
        with pytest.raises(QueryError, match="may only read"):
            store.read(cypher)
        assert exported(store) == before

    @pytest.mark.parametrize("cypher", ["MATCH (n RETURN n", "", "RETURN $missing AS x", "RETURN nothing AS x"])
    def test_a_wrong_query_is_one_clear_line(self, store: GraphStore, cypher: str) -> None:
        with pytest.raises(QueryError) as caught:
            store.read(cypher)
        assert "\n" not in str(caught.value)

    def test_fingerprints_of_some(self, store: GraphStore) -> None:
        one, two = article("one"), article("two")
        store.write([one, two])
        assert store.fingerprints(["one", "three"]) == {"one": one.fingerprint}
        assert store.fingerprints([]) == {}
        assert store.fingerprints() == {"one": one.fingerprint, "two": two.fingerprint}

    def test_description_counts(self, store: GraphStore) -> None:
        store.write([article("one", "ICE USES Clearview", "FBI USES Clearview denied")])
        description = store.describe()
        assert {k: description[k] for k in ("articles", "entities", "claims", "relationships")} == {
            "articles": 1, "entities": 3, "claims": 2, "relationships": 1,
        }  # fmt: skip
        assert description["kind"] == store.kind

    def test_closed_store_says_so(self, store: GraphStore) -> None:
        store.close()
        store.close()
        with pytest.raises(StoreError, match="closed"):
            store.read("RETURN 1 AS one")
        with pytest.raises(StoreError, match="closed"):
            store.write([article("one")])


@few
@given(batch=batches, data=st.data())
def test_graph_depends_on_the_articles_alone(
    empty_store: StoreFactory, batch: list[ArticleRows], data: st.DataObject
) -> None:
    store = empty_store()
    for rows in data.draw(st.permutations(batch)):
        store.write([rows])
    expected = freshly(batch)
    assert exported(store) == expected
    assert store.rebuild() == 0
    assert exported(store) == expected


@few
@given(before=batches, after=batches, gone=st.sets(st.sampled_from(("one", "two", "three", "four"))))
def test_history_leaves_no_trace(
    empty_store: StoreFactory, before: list[ArticleRows], after: list[ArticleRows], gone: set[str]
) -> None:
    store = empty_store()
    store.write(before)
    store.write(after)
    store.forget(gone)
    held = {rows.key: rows for rows in (*before, *after) if rows.key not in gone}
    assert exported(store) == freshly(list(held.values()))


@few
@given(first=articles(), second=articles())
def test_reverting_an_article_reverts_the_graph(
    empty_store: StoreFactory, first: ArticleRows, second: ArticleRows
) -> None:
    store = empty_store()
    store.write([first])
    before = exported(store)
    store.write([second])
    store.forget({second.key} - {first.key})
    store.write([first])
    assert exported(store) == before
