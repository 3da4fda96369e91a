"""How fast the same graph is loaded, and how fast it answers.

    graphkit extract ARTICLES.jsonl -o extracted.jsonl
    python -m benchmarks.loading extracted.jsonl [--claims 10000 100000] [--ways embedded neo4j writer articles admin]
        [--queries 20] [--keep DIR]

Ways: graphkit's embedded store in a file; graphkit's transactions into Neo4j; neo4j-graphrag's
``Neo4jWriter`` (``pip install neo4j-graphrag``) given the very nodes and relationships of the same graph, all in one
call; the same writer given them an article at a time, as its pipeline calls it (it leaves entities of several articles
unmerged, which its pipeline mends later; the rows handed over are more than those of the graph, and are told too);
``neo4j-admin database import full`` of graphkit's files (asked too, after the import). The servers are those of
the tests, from Maven. A row is a node or a relationship of the finished graph. The batches of the last tenth are
compared with those of the second (the first warms up): their ratio shows whether loading slows down as the graph
grows. With ``--queries N`` each canned query is then asked N times, of entities drawn through claims, hubs most
often; ``--keep`` keeps the embedded graphs, and takes those that are there.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.scaling import scaled
from graphkit import KnowledgeGraph
from graphkit.exports import write_admin_files
from graphkit.extraction_files import read_extractions
from graphkit.ingestion import WRITE_BATCH
from graphkit.ontology import Ontology
from graphkit.queries import Parameter, Queries, Query
from graphkit.records import Extraction
from graphkit.resolution import resolve
from graphkit.stores.base import ArticleRows, Row, Store
from graphkit.stores.embedded import EmbeddedStore
from tests.neo4j.server import MavenServer
from tests.stores.conftest import neo4j_store
from tests.test_query_plans import OVERVIEWS

ONTOLOGY = Ontology.load()
HEAP = "2g"
PAGE_CACHE = "2g"
APOC = Path(__file__).with_name("apoc.xml")


def batches(extractions: Iterable[Extraction]) -> Iterator[list[ArticleRows]]:
    """Resolve extractions into batches as an ingestion writes them."""
    rows = (resolve(extraction, ONTOLOGY, as_source=True) for extraction in extractions)
    while batch := list(islice(rows, WRITE_BATCH)):
        yield batch


def load(store: Store, extractions: Iterable[Extraction]) -> tuple[float, list[float]]:
    """Write all; return the seconds in the store, altogether and by batch. Resolving isn't counted."""
    each = []
    for batch in batches(extractions):
        began = time.perf_counter()
        store.write(batch)
        each.append(time.perf_counter() - began)
    return sum(each), each


def growth(each: list[float]) -> float:
    """Return the median time of a batch in the last tenth over that in the second: the first warms up."""
    tenth = max(1, len(each) // 10)
    return statistics.median(each[-tenth:]) / statistics.median(each[tenth : 2 * tenth] or each)


def size(store: Store) -> int:
    """Count nodes and relationships."""
    return sum(1 for _ in store.export())


def server(stack: ExitStack) -> MavenServer:
    """Make a server with memory for a large graph, not started yet."""
    found = MavenServer(heap=HEAP, page_cache=PAGE_CACHE)
    stack.callback(found.close)
    return found


def with_writer(store: Store, stack: ExitStack, by_article: bool) -> tuple[float, int]:
    """Load the graph of ``store`` through neo4j-graphrag's writer; return its seconds and the rows handed to it."""
    from neo4j import GraphDatabase
    from neo4j_graphrag.components.kg_writer import Neo4jWriter
    from neo4j_graphrag.components.types import Neo4jGraph, Neo4jNode, Neo4jRelationship

    found = server(stack)
    plugins = found.home / "plugins"
    plugins.mkdir()
    copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={plugins}"]
    subprocess.run(["mvn", "-B", "-q", "-f", APOC, *copy], check=True)
    found.settings["dbms.security.procedures.unrestricted"] = "apoc.*"
    found.start()

    def graph(rows: Iterable[Row]) -> Neo4jGraph:
        made = Neo4jGraph()
        for row in rows:
            properties = {k: v for k, v in row["properties"].items() if v is not None}
            if row["kind"] == "node":
                made.nodes.append(Neo4jNode(id=row["id"], label=row["labels"][-1], properties=properties))
            else:
                ends = {"start_node_id": row["start"], "end_node_id": row["end"]}
                made.relationships.append(Neo4jRelationship(**ends, type=row["type"], properties=properties))
        return made

    graphs = [graph(rows) for rows in (shares(store.export()) if by_article else [store.export()])]
    at = found.connection
    with GraphDatabase.driver(at.uri, auth=at.auth) as driver:
        # Its pipeline leaves clean_db as it is, on, so that ids of one article don't reach the next.
        writer = Neo4jWriter(driver, neo4j_database=at.database, clean_db=by_article)

        async def write() -> None:
            for part in graphs:
                await writer.run(part)

        began = time.perf_counter()
        asyncio.run(write())
        seconds = time.perf_counter() - began
    return seconds, sum(len(part.nodes) + len(part.relationships) for part in graphs)


def shares(rows: Iterable[Row]) -> list[list[Row]]:
    """Deal an exported graph out to its articles: an entity to each that says something of it or mentions it.

    A derived relationship goes to the first article with a claim that it is derived from.
    """
    nodes: dict[str, Row] = {}
    between: dict[str, list[Row]] = defaultdict(list)  # relationships by where they start
    claims: dict[str, list[str]] = defaultdict(list)  # of each article
    derived: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        if row["kind"] == "node":
            nodes[row["id"]] = row
            continue
        between[row["start"]].append(row)
        if row["type"] == "STATED_IN":
            claims[row["end"]].append(row["start"])
        if "Entity" in nodes[row["start"]]["labels"]:
            derived[row["start"], row["type"], row["end"]] = row
    found = []
    for article in (i for i, node in nodes.items() if "Article" in node["labels"]):
        mine = list(between[article])
        for claim in claims[article]:
            ends = {row["type"]: row["end"] for row in between[claim]}
            mine += between[claim]
            predicate = nodes[claim]["properties"]["predicate"]
            for start, end in ((ends["SUBJECT"], ends["OBJECT"]), (ends["OBJECT"], ends["SUBJECT"])):
                row = derived.pop((start, predicate, end), None)
                if row is not None:
                    mine.append(row)
        ids = dict.fromkeys([article, *(i for row in mine for i in (row["start"], row["end"]))])
        found.append([*(nodes[i] for i in ids), *mine])
    if derived:
        raise ValueError(f"{len(derived)} relationships rest on no claim")
    return found


def with_admin(store: Store, stack: ExitStack) -> tuple[float, MavenServer]:
    """Load the graph of ``store`` with neo4j-admin; return the seconds of the import alone, and the server, stopped."""
    found = server(stack)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    script = write_admin_files(store, folder)[0]
    found.start()
    found.stop()
    began = time.perf_counter()
    subprocess.run(
        [script, "--overwrite-destination"],
        env={**os.environ, "NEO4J_ADMIN": str(found.admin_command()), "NEO4J_DATABASE": found.connection.database},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began, found


class Questions:
    """Parameters for canned queries, drawn from the claims of a graph: the oftener named, the likelier."""

    def __init__(self, store: Store, seed: int = 7) -> None:
        self.generator = random.Random(seed)
        query = (
            "MATCH (s:Entity)<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(o:Entity) "
            "RETURN s.id AS subject, c.predicate AS predicate, o.id AS object ORDER BY c.id LIMIT 20000"
        )
        self.claims = store.read(query)
        self.articles = store.read("MATCH (a:Article) RETURN a.key AS key ORDER BY key LIMIT 1000")

    def draw(self, query: Query) -> dict[str, Any]:
        """Return a value for each required parameter of a query, and for the entity that it may be asked for."""
        claim = self.generator.choice(self.claims)
        found: dict[str, Any] = {}
        ends = iter((claim["subject"], claim["object"]))
        required = [p for p in query.parameters if p.required]
        asked = required if any(p.type == "entity" for p in required) else [*required, *self._of_one(query)]
        for parameter in asked:
            if parameter.type == "entity":
                alone = sum(p.type == "entity" for p in asked) == 1
                found[parameter.name] = claim[self.generator.choice(("subject", "object"))] if alone else next(ends)
            elif parameter.name == "article":
                found[parameter.name] = self.generator.choice(self.articles)["key"]
            else:
                found[parameter.name] = parameter.example
        return found

    @staticmethod
    def _of_one(query: Query) -> list[Parameter]:
        return [p for p in query.parameters if p.type == "entity"][:1]


def ask(store: Store, times: int) -> dict[str, list[float]]:
    """Ask every canned query; return the milliseconds of each call by query, the first call left out.

    A query that may be asked for somebody or of the whole graph is asked for somebody.
    """
    questions = Questions(store)
    graph = KnowledgeGraph(store, ONTOLOGY, Queries())
    found: dict[str, list[float]] = {}
    for name in graph.queries:
        each = []
        for _ in range(times + 1):
            given = questions.draw(graph.queries[name])
            began = time.perf_counter()
            graph.query(name, **given)
            each.append((time.perf_counter() - began) * 1000)
        found[name] = each[1:]
    return found


def show(found: dict[str, list[float]]) -> None:
    """Print median and 95th percentile of the calls of each query, then of all calls but the overviews'."""
    for name, each in found.items():
        mark = " (overview)" if name in OVERVIEWS else ""
        print(f"| {name}{mark} | {statistics.median(each):.1f} | {percentile(each):.1f} |")
    for title, names in (("all but overviews", set(found) - set(OVERVIEWS)), ("all", set(found))):
        every = [ms for name in names for ms in found[name]]
        print(f"| **{title}** | {statistics.median(every):.1f} | {percentile(every):.1f} |", flush=True)


def percentile(each: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(each)[min(len(each) - 1, int(len(each) * 0.95))]


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("extracted", nargs="+")
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)
    parser.add_argument("--queries", type=int, default=0, help="ask each canned query so often")
    parser.add_argument("--keep", type=Path, help="folder to keep the embedded graphs in, and to take them from")
    args = parser.parse_args(argv)
    read = [e for e in read_extractions(args.extracted) if isinstance(e, Extraction)]
    with tempfile.TemporaryDirectory() as folder:
        for claims in args.claims:
            Measurement(read, claims, args.queries).run((args.keep or Path(folder)) / f"{claims}.kgl", args.ways)


WAYS = ("embedded", "neo4j", "writer", "articles", "admin")


class Measurement:
    """The ways of loading a graph of so many claims, a line printed for each."""

    def __init__(self, read: list[Extraction], claims: int, queries: int) -> None:
        self.read = read
        self.claims = claims
        self.queries = queries
        self.rows = 0

    def run(self, path: Path, ways: list[str]) -> None:
        """Load the embedded store, where it isn't there yet, then the others from it or beside it."""
        took = None if path.exists() else self.make(path)
        with EmbeddedStore(path, ontology=ONTOLOGY, read_only=True) as embedded:
            self.rows = size(embedded)
            if "embedded" in ways:
                if took:
                    self.line("embedded", *took)
                self.ask(embedded)
            for way in ways:
                if way != "embedded":
                    with ExitStack() as own:
                        getattr(self, way)(embedded, own)

    def make(self, path: Path) -> tuple[float, list[float]]:
        """Load the embedded store; its file has its name only once it is whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.kgl")
        part.unlink(missing_ok=True)
        with EmbeddedStore(part, ontology=ONTOLOGY) as store:
            took = load(store, scaled(self.read, self.claims))
        part.rename(path)
        return took

    def neo4j(self, embedded: Store, own: ExitStack) -> None:
        """Load by graphkit's transactions."""
        found = server(own)
        found.start()
        store = own.enter_context(neo4j_store(found.connection))
        self.line("neo4j", *load(store, scaled(self.read, self.claims)))
        assert size(store) == self.rows
        self.ask(store)

    def writer(self, embedded: Store, own: ExitStack) -> None:
        """Load by neo4j-graphrag's writer in one call."""
        self.line("writer", with_writer(embedded, own, by_article=False)[0])

    def articles(self, embedded: Store, own: ExitStack) -> None:
        """Load by neo4j-graphrag's writer, an article at a time."""
        seconds, handed = with_writer(embedded, own, by_article=True)
        self.line("articles", seconds)
        print(f"  handed over were {handed} rows, {handed / seconds:,.0f} rows/s", flush=True)

    def admin(self, embedded: Store, own: ExitStack) -> None:
        """Load by neo4j-admin; the schema is made before questions are asked."""
        seconds, found = with_admin(embedded, own)
        self.line("admin", seconds)
        found.start()
        store = own.enter_context(neo4j_store(found.connection))
        assert size(store) == self.rows
        self.ask(store)

    def ask(self, store: Store) -> None:
        """Ask the canned queries, if they are to be asked."""
        if self.queries:
            show(ask(store, self.queries))

    def line(self, way: str, seconds: float, each: list[float] | None = None) -> None:
        """Print what a way took."""
        steady = f", last batches take {growth(each):.2f} times as long as early ones" if each else ""
        rate = f"{self.rows / seconds:,.0f} rows/s"
        print(f"{self.claims} claims, {self.rows} rows, {way}: {seconds:.1f} s, {rate}{steady}", flush=True)


if __name__ == "__main__":
    main()
