"""Ingestion: articles are read into rows, in this process or in several, and written to a store.

Articles that the store already holds, read by the same model under the same ontology, are passed
over before anything is extracted: giving the same command again takes up a run that was ended.
One article that cannot be read or extracted becomes a ``Failure`` and stops no other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from graphkit.articles import Failure
from graphkit.errors import OntologyError
from graphkit.extraction import Extractor
from graphkit.ontology import Ontology
from graphkit.records import Article, Extraction
from graphkit.resolution import fingerprint, resolve
from graphkit.stores.base import ArticleRows, Store
from graphkit.workers import Reading, extract_batch

# Articles to look up in the store, to extract, and to write at a time. Small batches to extract
# spread work evenly; a written batch is what a killed run may have to do again.
LOOKUP_BATCH = 256
EXTRACT_BATCH = 4
WRITE_BATCH = 64

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingestion did: counts of articles, failures, and what was in the articles that were written."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    entities: int = 0
    claims: int = 0
    words: int = 0
    seconds: float = 0.0

    @property
    def articles(self) -> int:
        """Number of articles and sources that were seen, failed ones included."""
        return self.added + self.replaced + self.unchanged + len(self.failed)

    def __str__(self) -> str:
        """One line for people."""
        rate = f", {self.words / self.seconds:,.0f} words/s" if self.words and self.seconds else ""
        return (
            f"{self.added} added, {self.replaced} replaced, {self.unchanged} unchanged, {len(self.failed)} failed: "
            f"{self.entities} entities, {self.claims} claims, {self.words:,} words in {self.seconds:.1f} s{rate}"
        )


Progress = Callable[[Report], None]


@dataclass
class _Tally:
    """Counts on the way to a report."""

    store: Store
    progress: Progress | None
    started: float = field(default_factory=time.monotonic)
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)
    entities: int = 0
    claims: int = 0
    words: int = 0

    def write(self, batch: list[ArticleRows]) -> None:
        if batch:
            written = self.store.write(batch)
            self.added += written.added
            self.replaced += written.replaced
            self.unchanged += written.unchanged
            self.entities += sum(len(rows.entities) for rows in batch)
            self.claims += sum(len(rows.claims) for rows in batch)
            self.words += sum(len(rows.text.split()) for rows in batch)
        self.tell()

    def tell(self) -> None:
        if self.progress is not None:
            self.progress(self.report())

    def report(self) -> Report:
        return Report(
            added=self.added,
            replaced=self.replaced,
            unchanged=self.unchanged,
            failed=tuple(self.failed),
            entities=self.entities,
            claims=self.claims,
            words=self.words,
            seconds=time.monotonic() - self.started,
        )


def ingest(
    items: Iterable[Article | Failure],
    store: Store,
    ontology: Ontology,
    reading: Reading,
    progress: Progress | None = None,
) -> Report:
    """Extract and write articles; ``progress`` is called with a report after every batch.

    Raises StoreError where the store fails, and GraphkitError where a worker process dies; what was
    written until then stays.
    """
    tally = _Tally(store, progress)
    fresh = _fresh(items, tally, ontology, reading)
    _write(reading.rows(batched(fresh, EXTRACT_BATCH)), tally)
    return tally.report()


def load(
    items: Iterable[Extraction | Failure], store: Store, ontology: Ontology, progress: Progress | None = None
) -> Report:
    """Write extractions that were made before, by a model or by people."""
    tally = _Tally(store, progress)
    _write(_changed(_resolved(items, ontology), tally), tally)
    return tally.report()


def extract(items: Iterable[Article | Failure], extractor: Extractor) -> Iterator[Extraction | Failure]:
    """Yield what each article says, in order, and failures in their place."""
    for batch in batched(items, EXTRACT_BATCH):
        found = iter(extract_batch(extractor, [item for item in batch if isinstance(item, Article)]))
        for item in batch:
            yield item if isinstance(item, Failure) else next(found)


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of ``size`` items, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _fresh(
    items: Iterable[Article | Failure], tally: _Tally, ontology: Ontology, reading: Reading
) -> Iterator[Article]:
    """Yield the articles that the store doesn't hold in this form."""
    for chunk in batched(items, LOOKUP_BATCH):
        articles = [item for item in chunk if isinstance(item, Article)]
        tally.failed += [item for item in chunk if isinstance(item, Failure)]
        held = tally.store.fingerprints([article.key for article in articles])
        for article in articles:
            if held.get(article.key) == fingerprint(article, reading.model, ontology):
                tally.unchanged += 1
            else:
                yield article
        tally.tell()


def _resolved(items: Iterable[Extraction | Failure], ontology: Ontology) -> Iterator[ArticleRows | Failure]:
    for item in items:
        if isinstance(item, Failure):
            yield item
            continue
        try:
            yield resolve(item, ontology, as_source=True)
        except OntologyError as error:
            yield Failure(item.article.id, str(error))


def _changed(items: Iterable[ArticleRows | Failure], tally: _Tally) -> Iterator[list[ArticleRows | Failure]]:
    """Yield batches without the articles that the store holds just so."""
    for batch in batched(items, WRITE_BATCH):
        held = tally.store.fingerprints([item.key for item in batch if isinstance(item, ArticleRows)])
        kept = [i for i in batch if isinstance(i, Failure) or held.get(i.key) != i.fingerprint]
        tally.unchanged += len(batch) - len(kept)
        yield kept


def _write(outcomes: Iterable[list[ArticleRows | Failure]], tally: _Tally) -> None:
    pending: list[ArticleRows] = []
    for outcome in outcomes:
        pending += [item for item in outcome if isinstance(item, ArticleRows)]
        tally.failed += [item for item in outcome if isinstance(item, Failure)]
        if len(pending) >= WRITE_BATCH:
            tally.write(pending)
            pending = []
    tally.write(pending)
