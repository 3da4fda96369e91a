"""Every canned query on a small graph: it finds something, and the same in every store.

What each answers on the sample articles, in full, is in ``test_answers.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graphkit import KnowledgeGraph
from graphkit.ontology import Ontology
from graphkit.queries import Queries
from graphkit.stores.embedded import EmbeddedStore
from tests.neo4j.server import Connection
from tests.sample import extractions, sample_graph
from tests.stores.conftest import neo4j_store

ONTOLOGY = Ontology.load()
# What each query is asked; names are given as people type them.
ASKED: dict[str, dict[str, object]] = {
    "acquisitions": {"entity": "hollow holdings"},
    "article": {"article": "Bank tries out Acme"},
    "attributed_claims": {"speaker": "acme vision inc."},
    "based_in": {"place": "oslo"},
    "built_on": {"product": "FaceKit"},
    "busiest_articles": {},
    "clients_of": {"vendor": "ACME"},
    "competitors_of": {"entity": "acme"},
    "concentration": {"kind": "Agency"},
    "contradictions": {},
    "critics_of": {"entity": "Acme Vision"},
    "data_sources": {"entity": "Acme Vision"},
    "data_takers": {"source": "Fotowall"},
    "developed_by": {"developer": "Acme Vision"},
    "duplicates": {},
    "entity": {"entity": "acme"},
    "evidence": {"subject": "Citymart", "object": "Acme"},
    "exposure": {"entity": "Brightbank", "steps": 3},
    "founders_of": {"entity": "Acme"},
    "headquarters_of": {"entity": "Acme"},
    "history": {"subject": "Brightbank", "object": "FaceKit"},
    "interlocks": {"entity": "Open Streets"},
    "investments_of": {"investor": "Bo Lind"},
    "investors_of": {"entity": "Acme"},
    "lawsuits": {},
    "new_clients": {"since": "2020-03-01"},
    "owners_of": {"entity": "Acme"},
    "partners_of": {"entity": "Citymart"},
    "paths": {"source": "Brightbank", "target": "Fotowall"},
    "people_of": {"entity": "acme"},
    "recent_claims": {"since": "2021-01-01"},
    "regulated_by": {"agency": "the regulator"},
    "regulators_of": {"entity": "Acme"},
    "search": {"text": "ACM"},
    "shared_clients": {"vendor": "Sightline"},
    "shared_vendors": {"first": "Brightbank", "second": "Northland Police"},
    "single_source": {"entity": "Rival Optics"},
    "stopped": {"vendor": "Acme Vision"},
    "subsidiaries_of": {"entity": "Hollow Holdings"},
    "technologies_of": {"entity": "Northland Police"},
    "testing": {"vendor": "Rival Optics"},
    "unclaimed": {},
    "used_together": {"technology": "facial recognition"},
    "users_of": {"technology": "Facial Recognition"},
    "users_through_products": {"technology": "facial recognition"},
    "vendors_of": {"client": "Brightbank"},
}
NAMES = sorted(Queries())
# The other way that queries can be asked which find their rows in two ways.
ASKED_OTHERWISE: list[tuple[str, dict[str, object]]] = [
    # Levels that the first row makes needless are not read.
    ("built_on", {"product": "FaceKit", "limit": 1}),
    ("built_on", {"product": "FaceKit", "steps": 1}),
    ("owners_of", {"entity": "Acme", "limit": 1}),
    ("subsidiaries_of", {"entity": "Hollow Holdings", "limit": 1}),
    ("acquisitions", {}),
    ("acquisitions", {"since": "2021-01-01"}),
    ("article", {"article": "https://example.org/bank-tries-out-acme"}),
    ("article", {"article": "bank-tries-out-acme.txt"}),
    ("contradictions", {"entity": "acme"}),
    ("lawsuits", {"entity": "Fotowall"}),
    ("lawsuits", {"entity": "acme", "status": "planned"}),
    ("recent_claims", {}),
    ("recent_claims", {"entity": "acme", "status": "denied"}),
    ("recent_claims", {"entity": "Brightbank", "since": "2020-03-01"}),
    ("single_source", {}),
]
SCALARS = (str, int, float, bool, type(None))


@pytest.fixture(scope="module")
def embedded() -> Iterator[KnowledgeGraph]:
    with sample_graph(EmbeddedStore()) as graph:
        yield graph


@pytest.fixture(scope="module")
def on_neo4j(neo4j_server: Connection) -> Iterator[KnowledgeGraph]:
    neo4j_server.empty()
    with sample_graph(neo4j_store(neo4j_server)) as graph:
        yield graph


def test_every_query_is_asked() -> None:
    assert sorted(ASKED) == NAMES


@pytest.mark.parametrize("name", NAMES)
class TestEveryQuery:
    def test_finds_something_in_named_scalar_columns(self, embedded: KnowledgeGraph, name: str) -> None:
        rows = embedded.query(name, **ASKED[name])
        assert rows
        assert tuple(rows[0]) == embedded.queries[name].columns
        assert all(isinstance(value, SCALARS) for row in rows for value in row.values())

    def test_limit_takes_the_first_rows(self, embedded: KnowledgeGraph, name: str) -> None:
        assert embedded.query(name, **ASKED[name], limit=2) == embedded.query(name, **ASKED[name])[:2]

    def test_gives_the_same_rows_on_neo4j(self, embedded: KnowledgeGraph, on_neo4j: KnowledgeGraph, name: str) -> None:
        assert on_neo4j.query(name, **ASKED[name]).to_dicts() == embedded.query(name, **ASKED[name]).to_dicts()

    def test_finds_nothing_in_an_empty_graph(self, name: str) -> None:
        graph = KnowledgeGraph(EmbeddedStore(), ONTOLOGY, Queries())
        query = graph.queries[name]
        bound = query.bind(ASKED[name])
        bound.update({p.name: ["company/none"] for p in query.parameters if p.type == "entity" and bound[p.name]})
        assert graph.cypher(query.cypher, **bound) == []


@pytest.mark.parametrize(("name", "given"), ASKED_OTHERWISE)
def test_asked_otherwise_gives_the_same_rows_on_neo4j(
    embedded: KnowledgeGraph, on_neo4j: KnowledgeGraph, name: str, given: dict[str, object]
) -> None:
    rows = embedded.query(name, **given).to_dicts()
    assert rows
    assert on_neo4j.query(name, **given).to_dicts() == rows


def ask(graph: KnowledgeGraph, name: str, *columns: str, **more: object) -> list[tuple[object, ...]]:
    return [tuple(row[c] for c in columns) for row in graph.query(name, **{**ASKED[name], **more})]


class TestAnswers:
    """A few answers in full, against what ``tests/sample.py`` says."""

    def test_clients_of(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "clients_of", "client", "relation", "offer", "status", "contested", "claims") == [
            ("Brightbank", "USES", "FaceKit", "actual", False, 2),
            ("Northland Police", "CLIENT_OF", "Acme Vision", "ended", False, 2),
            ("Brightbank", "CLIENT_OF", "Acme Vision", "actual", False, 1),
            ("Brightbank", "USES", "Acme Vision", "testing", False, 1),
            ("Citymart", "CLIENT_OF", "Acme Vision", "alleged", True, 1),
        ]

    def test_clients_of_one_type(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "clients_of", "client", kind="Agency") == [("Northland Police",)]

    def test_stopped(self, embedded: KnowledgeGraph) -> None:
        found = ask(embedded, "stopped", "client", "first_seen", "last_seen")
        assert found == [("Northland Police", "2020-02-20", "2021-09-09")]

    def test_testing_leaves_out_who_uses_by_now(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "testing", "client", "offer") == [("Citymart", "Sightline")]
        assert ask(embedded, "testing", "client", vendor="Acme Vision") == []  # Brightbank, by now a client

    def test_history(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "history", "published", "status") == [("2020-01-10", "testing"), ("2020-03-05", "actual")]

    def test_evidence_holds_denials_and_offsets(self, embedded: KnowledgeGraph) -> None:
        rows = embedded.query("evidence", **ASKED["evidence"])
        assert [row["status"] for row in rows if row["predicate"] == "CLIENT_OF"] == ["denied", "alleged"]
        texts = {extraction.article.key: extraction.article.text for extraction in extractions()}
        for row in rows:
            assert texts[row["article"]][row["start_char"] : row["end_char"]] == row["sentence"]

    def test_contradictions(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "contradictions", "subject", "object", "statuses") == [
            ("Citymart", "Acme Vision", "alleged; denied"),
            ("Northland Police", "Acme Vision", "actual; ended"),
        ]

    def test_people_of(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "people_of", "person", "relation", "roles") == [
            ("Ada Moreau", "FOUNDED", ""),
            ("Ada Moreau", "WORKS_FOR", "chief executive"),
        ]

    def test_data_sources_say_who_objects(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "data_sources", "source", "objection", "objection_status") == [
            ("Fotowall", "SUED", "planned")
        ]

    def test_duplicates_share_a_name(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "duplicates", "name", "ids") == [("rival", "company/rival-lenses; company/rival-optics")]

    def test_built_on_goes_several_steps(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "built_on", "base", "steps") == [
            ("OpenLens", 1),
            ("facial recognition", 1),
            ("neural networks", 2),
        ]

    def test_paths_show_directions(self, embedded: KnowledgeGraph) -> None:
        ways = [way for (way,) in ask(embedded, "paths", "way", steps=2)]
        assert "Brightbank -CLIENT_OF-> Acme Vision -SOURCES_DATA_FROM-> Fotowall" in ways
        assert "Brightbank -CLIENT_OF-> Acme Vision <-SUED- Fotowall" in ways

    def test_unclaimed(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "unclaimed", "entity") == [("Oslo Council",), ("Rival Lenses",)]

    def test_claims_of_one_entity_are_those_among_all_that_name_it(self, embedded: KnowledgeGraph) -> None:
        name = "Brightbank"
        every = embedded.query("recent_claims", limit=1000)
        about = [row for row in every if name in (row["subject"], row["object"])]
        assert embedded.query("recent_claims", entity=name, limit=1000).to_dicts() == [dict(row) for row in about]
        assert 0 < len(about) < len(every)

    def test_lawsuits_of_one_party_are_those_among_all_that_name_it(self, embedded: KnowledgeGraph) -> None:
        about = [row for row in embedded.query("lawsuits") if "Fotowall" in (row["plaintiff"], row["defendant"])]
        assert embedded.query("lawsuits", entity="Fotowall").to_dicts() == [dict(row) for row in about]

    def test_an_article_is_found_by_key_id_and_title(self, embedded: KnowledgeGraph) -> None:
        [by_title] = {row["article"] for row in embedded.query("article", **ASKED["article"])}
        assert embedded.query("article", article=by_title) == embedded.query("article", **ASKED["article"])

    def test_dates_that_are_unknown_are_no_first_dates(self, embedded: KnowledgeGraph) -> None:
        assert ask(embedded, "search", "name", "articles", "first_seen") == [("Acme Vision", 6, "2020-01-10")]
