"""How a real server runs the canned queries: from an index on, not by reading through the graph.

The planner decides by the numbers of nodes and relationships, so that it is asked on a graph of some size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from neo4j import GraphDatabase, Session

from graphkit.ontology import Ontology
from graphkit.queries import Queries
from tests.neo4j.server import Connection
from tests.stores.conftest import neo4j_store

QUERIES = Queries()
ONTOLOGY = Ontology.load()
ENTITIES, ARTICLES, CLAIMS, MENTIONS, RELATIONSHIPS = 2000, 500, 8000, 4000, 300
HUB = "company/0"  # a tenth of all claims are about it

# These look at everything by what they ask, and so at most of a graph.
OVERVIEWS = {
    "busiest_articles": "counts the claims of every article",
    "concentration": "counts the clients of every vendor",
    "duplicates": "compares the names of all entities",
    "new_clients": "looks at every client of every vendor, by the day it was first reported",
    "search": "looks for part of a name, at any place, in any case, in all names",
    "unclaimed": "looks for entities that nothing is said of",
}
# These are an overview too, unless they are asked for somebody: then that part of the plan is never run.
OVERVIEWS_OR_OF_ONE: dict[str, Mapping[str, Any]] = {
    "acquisitions": {"entity": [HUB]},
    "contradictions": {"entity": [HUB]},
    "lawsuits": {"entity": [HUB]},
    "recent_claims": {"entity": [HUB]},
    "single_source": {"entity": [HUB]},
    # By key; only where no article has it, ids and titles are read through. Titles may be longer than
    # what an index can hold.
    "article": {"article": "article-1"},
}
OTHERS = sorted(set(QUERIES) - {*OVERVIEWS, *OVERVIEWS_OR_OF_ONE})
# The leaves of a plan, where it begins: with what a unique index knows, with an argument or a constant ...
SINGLE = {"NodeUniqueIndexSeek", "Argument", "Projection", "SingleRow"}
# ... or with what an index has for a value, or from a value on.
SEEKS = SINGLE | {"NodeIndexSeek", "MultiNodeIndexSeek", "NodeIndexSeekByRange"}

ENTITIES_MADE = """
UNWIND range(0, $entities - 1) AS i
CREATE (:Entity:Company {id: 'company/' + i, kind: 'company', name: 'C' + i, names: ['C' + i], articles: 1})"""
ARTICLES_MADE = """
UNWIND range(0, $articles - 1) AS i
CREATE (:Article {id: 'article/' + i, key: 'article-' + i, title: 'T' + i, source_id: 'S' + i,
                  publisher: 'The Paper', published: '2020-01-01'})"""
CLAIMS_MADE = """
UNWIND range(0, $claims - 1) AS i
MATCH (s:Entity {id: 'company/' + CASE WHEN i % 10 = 0 THEN 0 ELSE i % $entities END})
MATCH (o:Entity {id: 'company/' + ((i * 7 + 1) % $entities)})
MATCH (a:Article {id: 'article/' + (i % $articles)})
CREATE (c:Claim {id: 'claim/' + i, triple: s.id + ' USES ' + o.id, predicate: 'USES', confidence: 0.5, role: '',
                 status: ['actual', 'testing', 'ended', 'denied'][i % 4], sentence: '', start_char: 0, end_char: 1,
                 published: '20' + (10 + i % 14) + '-01-01', attributed_name: ''})
CREATE (c)-[:SUBJECT]->(s), (c)-[:OBJECT]->(o), (c)-[:STATED_IN]->(a)
FOREACH (ignored IN CASE WHEN i % 5 = 0 THEN [1] ELSE [] END | CREATE (c)-[:ATTRIBUTED_TO]->(s))"""
MENTIONS_MADE = """
UNWIND range(0, $mentions - 1) AS i
MATCH (a:Article {id: 'article/' + (i % $articles)})
MATCH (e:Entity {id: 'company/' + (i % $entities)})
CREATE (a)-[:MENTIONS {count: 1, name: e.name, names: e.names}]->(e)"""
RELATIONSHIPS_MADE = """
UNWIND $predicates AS predicate
UNWIND range(0, $relationships - 1) AS i
MATCH (s:Entity {id: 'company/' + ((i * 3) % $entities)})
MATCH (o:Entity {id: 'company/' + ((i * 5 + 1) % $entities)})
CREATE (s)-[:$(predicate) {status: 'actual', statuses: ['actual', 'ended'], contested: false, confidence: 0.5,
                           claims: 1, articles: 1, first_seen: '2020-01-01', last_seen: '2020-01-01'}]->(o)"""


@pytest.fixture(scope="module")
def session(neo4j_server: Connection) -> Iterator[Session]:
    """A session on a graph of some size, with the schema that graphkit makes."""
    neo4j_server.empty()
    neo4j_store(neo4j_server).close()
    with (
        GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver,
        driver.session(database=neo4j_server.database) as session,
    ):
        sizes = {
            "entities": ENTITIES, "articles": ARTICLES, "claims": CLAIMS, "mentions": MENTIONS,
            "relationships": RELATIONSHIPS, "predicates": sorted(ONTOLOGY.predicates),
        }  # fmt: skip
        for statement in (ENTITIES_MADE, ARTICLES_MADE, CLAIMS_MADE, MENTIONS_MADE, RELATIONSHIPS_MADE):
            session.run(statement, sizes).consume()
        # What was planned or counted for the graph of another test is no longer true.
        session.run("CALL db.resampleOutdatedIndexes()").consume()
        session.run("CALL db.awaitIndexes(300)").consume()
        session.run("CALL db.clearQueryCaches()").consume()
        yield session
    neo4j_server.empty()


def steps(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """All steps of a plan, from its end to its beginnings."""
    yield plan
    for child in plan.get("children", ()):
        yield from steps(child)


def operator(step: Mapping[str, Any]) -> str:
    return str(step["operatorType"]).partition("@")[0]


def explained(session: Session, name: str) -> list[Mapping[str, Any]]:
    """The steps in which the server would run a query."""
    parameters = {p.name: None for p in QUERIES[name].parameters}
    plan = session.run(f"EXPLAIN {QUERIES[name].cypher}", parameters).consume().plan
    assert plan is not None
    return list(steps(plan))


def leaves(plan: list[Mapping[str, Any]]) -> set[str]:
    return {operator(step) for step in plan if not step.get("children")}


def test_every_query_is_looked_at() -> None:
    assert {*OTHERS, *OVERVIEWS, *OVERVIEWS_OR_OF_ONE} == set(QUERIES)
    assert len(OTHERS) > 30


@pytest.mark.parametrize("name", OTHERS)
def test_a_query_that_names_somebody_starts_at_an_index(session: Session, name: str) -> None:
    plan = explained(session, name)
    assert leaves(plan) <= SEEKS
    assert not [operator(step) for step in plan if "Scan" in operator(step)]
    for step in plan:
        if operator(step) == "CartesianProduct":  # of few rows each
            assert all(leaves(list(steps(child))) <= SEEKS for child in step["children"])


@pytest.mark.parametrize("name", OVERVIEWS_OR_OF_ONE)
def test_asked_for_one_a_query_reads_through_nothing(session: Session, name: str) -> None:
    query = QUERIES[name]
    bound = query.bind({**{p.name: p.example for p in query.parameters if p.required}, "limit": 5})
    bound.update(OVERVIEWS_OR_OF_ONE[name])
    result = session.run(f"PROFILE {query.cypher}", bound)
    assert result.data()
    profile = result.consume().profile
    assert profile is not None
    every = list(steps(profile))
    # A seek for one value, as that of a triple's claims, reads what it names; one from a value on may read all.
    started = SINGLE | {"NodeIndexSeek"}
    through = [step for step in every if not step.get("children") and operator(step) not in started]
    assert through, "it could be among those that start at an index"
    assert [(operator(step), step["rows"], step["dbHits"]) for step in through if step["rows"]] == []
    assert sum(step["dbHits"] for step in through) == 0


@pytest.mark.parametrize("name", OVERVIEWS)
def test_an_overview_is_one(session: Session, name: str) -> None:
    """What is listed above needs to be: a query that starts at an index by now belongs among the others."""
    assert not leaves(explained(session, name)) <= SEEKS


def test_latest_claims_of_all_are_read_off_the_index(session: Session) -> None:
    """Nothing is sorted but the claims of the last days: a page of them costs as much in a graph of any size."""
    query = QUERIES["recent_claims"]
    result = session.run(f"PROFILE {query.cypher}", query.bind({"limit": 5}))
    assert len(result.data()) == 5
    profile = result.consume().profile
    assert profile is not None
    assert sum(step["rows"] for step in steps(profile) if not step.get("children")) < CLAIMS / 4
