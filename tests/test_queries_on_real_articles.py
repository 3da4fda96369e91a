"""Every canned query on 2,000 real articles gives the same rows on both stores.

The articles stand beside the project; where they don't, this is skipped. They are read once, with the model that
ships. The queries are asked about those that most is said of, which the graph itself tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice, product
from pathlib import Path
from typing import Any

import pytest

from graphkit import KnowledgeGraph
from graphkit.extraction import Extractor, load
from graphkit.extraction_files import dump
from graphkit.ontology import Ontology
from graphkit.queries import Parameter, Queries, Query
from graphkit.records import Article, Extraction
from tests.neo4j.server import Connection
from tests.stores.conftest import neo4j_store

REAL = Path(__file__).parents[1].parent / "shared" / "corpora" / "articles"
BRIEFS, ARTICLES = 1_800, 200
WORDS = range(100, 401)  # of an article: short ones, so that all are read within a minute or two
SECTIONS = ("business", "technology", "law")
# What articles speak of in which much is claimed of vendors, clients, rivals and sources.
TELLING = (
    "acquired", "built on", "client", "competitor", "customer", "denied", "former", "founded", "investor", "no longer",
    "partner", "rival", "spokes", "subsidiary", "sued", "testing", "uses", "data from", "headquarter",
)  # fmt: skip
ASKED = 4  # sets of required parameters that a query is asked with, beside those that narrow it

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not REAL.is_dir(), reason=f"there are no real articles in {REAL}"),
]

# How many relationships each has: what is asked about.
HUBS = """
MATCH (e:Entity)-[r]-(x:Entity)
WITH e, count(r) AS ties
RETURN e.id AS id, e.kind AS kind, ties ORDER BY ties DESC, id LIMIT 2000"""
# Who is on which side of which predicate most often.
SIDES = """
MATCH (s:Entity)-[r]->(o:Entity)
RETURN type(r) AS predicate, s.id AS subject, o.id AS object, r.status AS status, r.claims AS claims
ORDER BY claims DESC, predicate, subject, object"""
KEYS = "MATCH (c:Claim)-[:STATED_IN]->(a:Article) RETURN a.key AS key, count(c) AS n ORDER BY n DESC, key LIMIT 10"
SPEAKERS = "MATCH (:Claim)-[:ATTRIBUTED_TO]->(e:Entity) RETURN e.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 10"
# From which ends of which relationships a query starts; the others start anywhere.
ENDS: dict[str, tuple[tuple[str, ...], str]] = {
    "based_in": (("HEADQUARTERED_IN",), "object"),
    "built_on": (("BUILT_ON",), "subject"),
    "competitors_of": (("COMPETES_WITH",), "object"),
    "critics_of": (("CRITICIZED",), "object"),
    "data_sources": (("SOURCES_DATA_FROM",), "subject"),
    "data_takers": (("SOURCES_DATA_FROM",), "object"),
    "developed_by": (("DEVELOPS",), "subject"),
    "founders_of": (("FOUNDED",), "object"),
    "headquarters_of": (("HEADQUARTERED_IN",), "subject"),
    "interlocks": (("WORKS_FOR", "FOUNDED"), "object"),
    "investments_of": (("INVESTED_IN",), "subject"),
    "investors_of": (("INVESTED_IN",), "object"),
    "owners_of": (("SUBSIDIARY_OF",), "subject"),
    "partners_of": (("PARTNERS_WITH",), "subject"),
    "people_of": (("WORKS_FOR",), "object"),
    "regulated_by": (("REGULATES",), "subject"),
    "regulators_of": (("REGULATES",), "object"),
    "subsidiaries_of": (("SUBSIDIARY_OF",), "object"),
    "technologies_of": (("USES", "DEVELOPS"), "subject"),
    "used_together": (("USES",), "object"),
    "users_of": (("USES",), "object"),
    "users_through_products": (("BUILT_ON",), "object"),
    "clients_of": (("CLIENT_OF", "USES"), "object"),
    "shared_clients": (("CLIENT_OF", "USES"), "object"),
    "vendors_of": (("CLIENT_OF", "USES"), "subject"),
}
# Those that ask for a status start at the objects of relationships that have it.
STATUSES = {"stopped": "ended", "testing": "testing"}


class Recording:
    """graphkit's own extractor, which also keeps what it read."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        self.model = extractor.model
        self.made: list[Extraction] = []

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Yield an extraction for each article."""
        for extraction in self._extractor.extract(articles):
            self.made.append(extraction)
            yield extraction


def chosen(folder: Path) -> Path:
    """Write the articles that are asked about to one file: briefs on business first, and the most telling articles."""
    rows = [json.loads(line) for line in (REAL / "briefs.jsonl").read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: not any(word in row["section"] for word in SECTIONS))
    briefs = ({"id": f"brief-{n}", **row} for n, row in enumerate(rows[:BRIEFS]))
    with (REAL / "articles.jsonl").open(encoding="utf-8") as lines:
        long = [row for row in map(json.loads, lines) if len(row["text"].split()) in WORDS]
    long.sort(key=lambda row: -sum(word in row["text"] for word in TELLING))
    path = folder / "chosen.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for row in chain(briefs, long[:ARTICLES]):
            row.pop("links", None)
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


@pytest.fixture(scope="module")
def graphs(
    tmp_path_factory: pytest.TempPathFactory, neo4j_server: Connection
) -> Iterator[tuple[KnowledgeGraph, KnowledgeGraph]]:
    """The graph in a file, ingested, and in Neo4j, loaded with the same extractions."""
    folder = tmp_path_factory.mktemp("real")
    recording = Recording(load())
    neo4j_server.empty()
    with (
        KnowledgeGraph.open(folder / "real.kgl", model=lambda: recording) as embedded,
        KnowledgeGraph(neo4j_store(neo4j_server), Ontology.load(), Queries()) as on_neo4j,
    ):
        report = embedded.ingest(chosen(folder))
        assert not report.failed, report.failed
        (folder / "made.jsonl").write_text("".join(dump(e) + "\n" for e in recording.made), encoding="utf-8")
        report = on_neo4j.load(folder / "made.jsonl")
        assert not report.failed, report.failed
        assert report.added >= 2_000
        yield embedded, on_neo4j


def test_both_hold_the_same(graphs: tuple[KnowledgeGraph, KnowledgeGraph]) -> None:
    embedded, on_neo4j = (graph.stats() for graph in graphs)
    for told in ("kind", "location"):
        del embedded[told], on_neo4j[told]
    assert on_neo4j == embedded
    assert embedded["claims"] > 500


@pytest.mark.parametrize("name", sorted(Queries()))
def test_query_gives_the_same_rows(graphs: tuple[KnowledgeGraph, KnowledgeGraph], name: str) -> None:
    embedded, on_neo4j = graphs
    for asked in parameter_sets(embedded, embedded.queries[name]):
        assert on_neo4j.query(name, **asked).to_dicts() == embedded.query(name, **asked).to_dicts(), asked


def test_nearly_every_query_finds_something(graphs: tuple[KnowledgeGraph, KnowledgeGraph]) -> None:
    graph, _ = graphs
    # A few may find nothing: which, depends on what the model reads.
    empty = [
        name
        for name, query in graph.queries.items()
        if not any(graph.query(name, **asked) for asked in parameter_sets(graph, query))
    ]
    assert len(empty) <= len(graph.queries) // 10, empty


def parameter_sets(graph: KnowledgeGraph, query: Query) -> Iterator[dict[str, Any]]:
    """Yield parameters for a query, about those that it can say most of; then narrowed by what else it takes."""
    required = [p for p in query.parameters if p.required]
    sets = list(islice(_required(graph, query, required), ASKED))
    yield from sets
    taken = {p.name for p in query.parameters}
    for narrowed in ({"status": "actual"}, {"since": "2016-01-01"}, {"kind": "Company"}, {"limit": 3}):
        if narrowed.keys() <= taken - {p.name for p in required}:
            yield {**sets[0], **narrowed}


def _required(graph: KnowledgeGraph, query: Query, required: list[Parameter]) -> Iterator[dict[str, Any]]:
    if not required:
        yield {}
        for p in query.parameters:
            if p.type == "entity":
                yield from ({p.name: row["id"]} for row in graph.cypher(HUBS)[:ASKED])
    elif [p.type for p in required] == ["entity", "entity"]:
        yield from ({required[0].name: a, required[1].name: b} for a, b in _pairs(graph, query.name))
    elif required[0].type == "entity":
        yield from ({required[0].name: ident} for ident in _starts(graph, query.name))
    elif required[0].type == "date":
        yield from ({required[0].name: day} for day in ("2000-01-01", "2015-06-01", "2021-01-01"))
    elif query.name == "article":
        yield from ({required[0].name: row["key"]} for row in graph.cypher(KEYS))
    else:
        yield from ({required[0].name: text} for text in ("bank", "of the", "é", "a"))


def _starts(graph: KnowledgeGraph, name: str) -> Iterator[str]:
    """Yield ids to start from, those with the most first."""
    if name == "attributed_claims":
        yield from (row["id"] for row in graph.cypher(SPEAKERS))
    elif name in STATUSES:
        used = [row for row in graph.cypher(SIDES) if row["predicate"] in {"CLIENT_OF", "USES"}]
        yield from (row["object"] for row in used if row["status"] == STATUSES[name])
    elif name in ENDS:
        predicates, side = ENDS[name]
        ids = [row[side] for row in graph.cypher(SIDES) if row["predicate"] in predicates]
        counts = {ident: ids.count(ident) for ident in ids}
        yield from sorted(counts, key=lambda ident: (-counts[ident], ident))
    yield from (row["id"] for row in graph.cypher(HUBS))


def _pairs(graph: KnowledgeGraph, name: str) -> Iterator[tuple[str, str]]:
    """Yield pairs: the ends of well-attested relationships, users of one thing, or hubs."""
    sides = graph.cypher(SIDES)
    if name in {"evidence", "history"}:
        yield from ((row["subject"], row["object"]) for row in sides)
    elif name == "shared_vendors":
        users: dict[str, set[str]] = {}
        for row in sides:
            if row["predicate"] in {"CLIENT_OF", "USES"}:
                users.setdefault(row["object"], set()).add(row["subject"])
        widest = sorted(users, key=lambda ident: (-len(users[ident]), ident))
        yield from ((a, b) for ident in widest for a, b in product(sorted(users[ident]), repeat=2) if a < b)
    else:
        hubs = [row["id"] for row in graph.cypher(HUBS)[:8]]
        yield from ((a, b) for a, b in product(hubs, repeat=2) if a < b)
