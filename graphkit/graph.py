"""``KnowledgeGraph``: the one public face of graphkit. Every command of the command line is one of its calls."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from graphkit import exports, extraction, ingestion, lookup
from graphkit.articles import Failure, read
from graphkit.errors import ModelError, QueryError
from graphkit.extraction_files import read_extractions
from graphkit.ingestion import Progress, Report
from graphkit.ontology import Ontology
from graphkit.queries import Queries
from graphkit.records import Extraction
from graphkit.rows import Rows
from graphkit.stores import open_store
from graphkit.stores.base import Store
from graphkit.stores.statements import schema_script
from graphkit.workers import ExtractorFactory, ReadingHere, in_workers

if TYPE_CHECKING:
    import networkx as nx

    from graphkit.extraction.explanation import Explanation

ENTITY = """
MATCH (e:Entity) WHERE e.id = $id
RETURN e.id AS id, e.name AS name, e.kind AS kind, e.names AS names, e.articles AS articles"""
COUNTS = {
    "entities by type": "MATCH (e:Entity) RETURN e.kind AS name, count(e) AS count ORDER BY count DESC, name",
    "claims by predicate": "MATCH (c:Claim) RETURN c.predicate AS name, count(c) AS count ORDER BY count DESC, name",
    "claims by status": "MATCH (c:Claim) RETURN c.status AS name, count(c) AS count ORDER BY count DESC, name",
}
Model = str | Path | ExtractorFactory


@dataclass(frozen=True, slots=True)
class EntityView:
    """What is known of one entity: its names, its relationships in both directions, the claims about it."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    articles: int
    neighbours: Rows
    claims: Rows


class KnowledgeGraph:
    """A graph in a store, with the means to fill it and to ask it.

    ::

        with KnowledgeGraph.open("graphkit.kgl") as graph:
            graph.ingest("news/")
            graph.query("clients_of", vendor="Clearview AI")
    """

    def __init__(self, store: Store, ontology: Ontology, queries: Queries, model: Model | None = None) -> None:
        """Join parts that are there already; ``open`` is what is mostly wanted."""
        self.store = store
        self.ontology = ontology
        self.queries = queries
        self._extractor = _extractor_factory(model)

    @classmethod
    def open(
        cls,
        store: str | Path | Store | None = None,
        *,
        ontology: str | Path | Ontology | None = None,
        queries: str | Path | None = None,
        model: Model | None = None,
        min_confidence: float | None = None,
        read_only: bool = False,
    ) -> Self:
        """Open a graph, making it where there is none.

        ``store`` is a file, a Neo4j address (``neo4j://...``), ``:memory:`` (each a graph of its own, gone when
        it is closed; for tests, see ``docs/testing.md``), or a store that is open; without
        it ``GRAPHKIT_STORE``, then ``NEO4J_URI``, then ``graphkit.kgl`` here. ``ontology`` is a file that
        extends graphkit's own, ``queries`` a folder of further queries, ``model`` the extraction
        model's folder, or a callable that makes an extractor; it is loaded when it is first needed.
        ``min_confidence`` in [0, 1] makes claims from that confidence on, instead of from the model's own
        thresholds; an extractor of your own chooses for itself. Raises ModelError, OntologyError, QueryError or
        StoreError.
        """
        known = ontology if isinstance(ontology, Ontology) else Ontology.load(ontology)
        canned = Queries(queries)
        extractor = _extractor_factory(model, min_confidence)
        opened = open_store(store, known, read_only=read_only) if isinstance(store, str | Path | None) else store
        return cls(opened, known, canned, extractor)

    def close(self) -> None:
        """Let go of the store; closing twice does nothing."""
        self.store.close()

    def __enter__(self) -> Self:
        """Return the graph itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the graph."""
        self.close()

    def ingest(
        self,
        *sources: str | Path,
        workers: int = 1,
        format: str | None = None,
        progress: Progress | None = None,
    ) -> Report:
        """Read articles from files, folders, globs or ``-``, and write what they say; see ``articles.read``.

        Articles that are held already are passed over, changed ones replaced. With several ``workers``,
        processes that each load the model, a script needs ``if __name__ == "__main__":``. Raises ModelError,
        StoreError, or GraphkitError where a worker dies; an article that fails is in the report.
        """
        if workers < 1:
            raise ValueError(f"workers must be at least 1, not {workers}")
        articles = read(sources, format=format)
        if workers == 1:
            reading = ReadingHere(self._extractor, self.ontology)
            return ingestion.ingest(articles, self.store, self.ontology, reading, progress)
        with in_workers(self._extractor, self.ontology, workers) as pool:
            return ingestion.ingest(articles, self.store, self.ontology, pool, progress)

    def load(self, *files: str | Path, progress: Progress | None = None) -> Report:
        """Write the extractions in JSON Lines files (what ``extract`` gives), ``-`` being standard input."""
        return ingestion.load(read_extractions(files), self.store, self.ontology, progress)

    def extract(self, *sources: str | Path, format: str | None = None) -> Iterator[Extraction | Failure]:
        """Yield what articles say without writing it; raises ModelError."""
        return extract(*sources, model=self._extractor, format=format)

    def query(self, name: str, /, **parameters: Any) -> Rows:
        """Ask a canned query; ``graph.queries`` holds them all. Entities are given by any name, alias or id.

        Raises QueryError where the query, a parameter or a name is unknown, with the nearest that are known.
        """
        query = self.queries[name]
        bound = query.bind(parameters)
        for parameter in query.parameters:
            value = bound[parameter.name]
            if parameter.type == "entity" and value is not None:
                bound[parameter.name] = lookup.resolve_name(self.store, self.ontology, value)
        return Rows(self.store.read(query.cypher, bound), query.columns)

    def find(self, text: str, *, limit: int = 50) -> Rows:
        """Return the entities one of whose names contains ``text``, in any case, most mentioned first."""
        return self.query("search", text=text, limit=limit)

    def entity(self, name: str, *, limit: int = 200) -> EntityView:
        """Return what is known of the entity with this name, alias or id.

        Raises QueryError, with proposals, where there is none or more than one.
        """
        ident = lookup.resolve_one(self.store, self.ontology, name)
        row = self.store.read(ENTITY, {"id": ident})[0]
        return EntityView(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            aliases=tuple(n for n in row["names"] if n != row["name"]),
            articles=row["articles"],
            neighbours=self.query("entity", entity=ident, limit=limit),
            claims=self.query("recent_claims", entity=ident, limit=limit),
        )

    def evidence(self, subject: str, predicate: str | None, object: str, *, limit: int = 100) -> Rows:
        """Return the sentences behind a relationship, with article and offsets; ``predicate`` None means any."""
        if predicate is not None and predicate not in self.ontology.predicates:
            raise QueryError(
                f"there is no predicate {predicate!r}; known are {', '.join(sorted(self.ontology.predicates))}"
            )
        return self.query("evidence", subject=subject, predicate=predicate, object=object, limit=limit)

    def cypher(self, text: str, /, **parameters: Any) -> Rows:
        """Ask in Cypher of your own, which may only read; raises QueryError where it is wrong or would write."""
        return Rows(self.store.read(text, parameters))

    def to_networkx(
        self,
        *,
        predicates: Collection[str] | None = None,
        min_confidence: float = 0.0,
        since: str | datetime.date | None = None,
    ) -> nx.MultiDiGraph[Any]:
        """Return entities and relationships as a MultiDiGraph, keyed by predicate, with all properties.

        ``since`` keeps what was last reported on that day or later. Raises QueryError for an unknown predicate.
        """
        from graphkit.networks import to_networkx

        for name in predicates or ():
            if name not in self.ontology.predicates:
                raise QueryError(f"there is no predicate {name!r}")
        day = since.isoformat()[:10] if isinstance(since, datetime.date) else since
        return to_networkx(self.store, predicates, min_confidence, day)

    def view(
        self,
        *entities: str,
        steps: int = 1,
        limit: int = 300,
        predicates: Collection[str] | None = None,
        min_confidence: float = 0.0,
        since: str | datetime.date | None = None,
    ) -> str:
        """Return an HTML page, whole in itself, to look at the graph down to the sentences.

        It shows what is within ``steps`` relationships of ``entities``, given by name, alias or id, or else the
        most connected part, at most ``limit`` entities of it; the filters are those of ``to_networkx``. Raises
        QueryError where a name or predicate is unknown, ``steps`` is negative, ``limit`` is less than 1, or nothing
        passes; GraphkitError where pyvis is missing.
        """
        from graphkit.exports.webpage import page
        from graphkit.networks import around, joined, most_connected

        if steps < 0 or limit < 1:
            raise QueryError(f"steps {steps} and limit {limit} show nothing; ask for 0 steps and 1 entity at least")
        centres = [ident for name in entities for ident in lookup.resolve_name(self.store, self.ontology, name)]
        network = self.to_networkx(predicates=predicates, min_confidence=min_confidence, since=since)
        whole = joined(network)
        part = around(network, centres, steps=steps, limit=limit) if entities else most_connected(whole, limit)
        if not len(part):
            raise QueryError("there is no relationship to show here; ask for fewer conditions, or ingest more articles")
        return page(self.store, part, self.ontology, centres=centres, entities=len(whole))

    def forget(self, *articles: str) -> int:
        """Withdraw articles, by URL or id, with what rests on them alone; return how many there were."""
        return self.store.forget(articles)

    def stats(self) -> dict[str, Any]:
        """Return the store's kind and location, its counts, and counts by type, predicate and status."""
        counts = {
            what: {row["name"]: row["count"] for row in self.store.read(cypher)} for what, cypher in COUNTS.items()
        }
        return {**self.store.describe(), **counts}

    def export(self, format: str = "jsonl") -> Iterator[str]:
        """Yield the whole graph in pieces of text, sorted: ``jsonl``, ``graphml``, ``gexf``, ``html``,
        ``followthemoney`` or ``cypher``.

        Raises QueryError for an unknown format, GraphkitError where the graph is too large for a page.
        """
        if format in exports.FOLDERS:
            call = exports.FOLDERS[format]
            raise QueryError(f"{format} is a folder of files: name one, `-o FOLDER`, or call {call}(folder)")
        if format not in exports.FORMATS:
            known = ", ".join((*exports.FORMATS, *exports.FOLDERS))
            raise QueryError(f"there is no export format {format!r}; known are {known}")
        if format == "html":  # the one that says things in the ontology's words
            return exports.html(self.store, self.ontology)
        return exports.FORMATS[format](self.store)

    def export_tables(self, folder: str | Path) -> list[Path]:
        """Write the graph as CSV files into a folder, made where it isn't there; return their paths.

        Raises GraphkitError where they cannot be written.
        """
        return exports.write_tables(self.store, folder)

    def export_admin_files(self, folder: str | Path) -> list[Path]:
        """Write the files for `neo4j-admin database import` into a folder, made where it isn't there.

        Returns their paths, first that of the script that imports them. Raises GraphkitError where they
        cannot be written, StoreError where the graph is empty.
        """
        return exports.write_admin_files(self.store, folder)

    def rebuild(self) -> int:
        """Derive all relationships anew from the claims; return how many differed."""
        return self.store.rebuild()

    @staticmethod
    def schema() -> str:
        """Return the Cypher for a store's constraints and indexes; ``open`` makes those that are missing."""
        return schema_script()


def extract(
    *sources: str | Path, model: Model | None = None, format: str | None = None, min_confidence: float | None = None
) -> Iterator[Extraction | Failure]:
    """Yield what each article says, and a Failure for each that fails; no store is needed. Raises ModelError."""
    return ingestion.extract(read(sources, format=format), _extractor_factory(model, min_confidence)())


def explain(
    *sources: str | Path,
    model: str | Path | None = None,
    format: str | None = None,
    least: float = 0.1,
    min_confidence: float | None = None,
) -> Iterator[Explanation | Failure]:
    """Yield for each article what was weighed in its sentences: mentions, pairs, claims with all statuses.

    Relations below the confidence ``least`` are left out; ``min_confidence`` is that of ``extract``.
    Raises ModelError.
    """
    from graphkit.extraction.explanation import explain as explained
    from graphkit.extraction.pipeline import PipelineExtractor

    extractor = PipelineExtractor(Path(model) if model else None, _confidence(min_confidence))
    for article in read(sources, format=format):
        yield article if isinstance(article, Failure) else explained(article, extractor, least)


def _extractor_factory(model: Model | None, min_confidence: float | None = None) -> ExtractorFactory:
    least = _confidence(min_confidence)
    if not callable(model):
        return partial(extraction.load, model, min_confidence=least)
    if least is not None:
        raise ModelError("min_confidence is for graphkit's own models; an extractor of yours chooses its claims itself")
    return model


def _confidence(least: float | None) -> float | None:
    """Return a confidence, checked; raises ModelError outside [0, 1]."""
    if least is not None and not 0 <= least <= 1:
        raise ModelError(f"min_confidence must be from 0 to 1, not {least:g}")
    return least
