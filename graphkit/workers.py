"""Turning articles into rows: in this process, or in worker processes that each load the model once.

Results come in the order of the articles, whatever the number of workers. A worker that dies ends
the run with one clear error; workers whose parent dies end themselves.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cached_property
from multiprocessing.connection import wait
from typing import Protocol, TypeVar

from graphkit.articles import Failure
from graphkit.errors import GraphkitError, ModelError
from graphkit.extraction import Extractor
from graphkit.ontology import Ontology
from graphkit.records import Article, Extraction
from graphkit.resolution import resolve
from graphkit.stores.base import ArticleRows

ExtractorFactory = Callable[[], Extractor]
Batches = Iterable[list[Article]]
Outcomes = Iterator[list[ArticleRows | Failure]]
T = TypeVar("T")

# Batches in work or waiting for each worker: enough to keep it busy, few enough to bound memory.
BATCHES_AHEAD = 8


class Reading(Protocol):
    """Whatever turns batches of articles into batches of rows, in order."""

    @property
    def model(self) -> str:
        """Name of the model, part of every article's fingerprint."""

    def rows(self, batches: Batches) -> Outcomes:
        """Yield, for each batch, its articles' rows or failures."""


class ReadingHere:
    """Reading in this process; the extractor is made when the first article comes."""

    def __init__(self, factory: ExtractorFactory, ontology: Ontology) -> None:
        self._factory = factory
        self._ontology = ontology

    @cached_property
    def extractor(self) -> Extractor:
        """The extractor; raises ModelError where the model cannot be loaded."""
        return self._factory()

    @property
    def model(self) -> str:
        """Name of the model."""
        return self.extractor.model

    def rows(self, batches: Batches) -> Outcomes:
        """Yield, for each batch, its articles' rows or failures."""
        for batch in batches:
            yield read_batch(self.extractor, self._ontology, batch)


class ReadingInWorkers:
    """Reading in several processes; made by ``in_workers``."""

    def __init__(self, pool: ProcessPoolExecutor, workers: int) -> None:
        self._pool = pool
        self._ahead = workers * BATCHES_AHEAD
        self._model = _result(pool.submit(_worker_model))

    @property
    def model(self) -> str:
        """Name of the model that the workers have loaded."""
        return self._model

    def rows(self, batches: Batches) -> Outcomes:
        """Yield, for each batch, its articles' rows or failures."""
        waiting: deque[Future[list[ArticleRows | Failure]]] = deque()
        for batch in batches:
            try:
                waiting.append(self._pool.submit(_worker_rows, batch))
            except BrokenProcessPool as error:
                raise _died() from error
            if len(waiting) >= self._ahead:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())


@contextmanager
def in_workers(factory: ExtractorFactory, ontology: Ontology, workers: int) -> Iterator[ReadingInWorkers]:
    """Start worker processes, and end them whatever happens inside the block.

    ``factory`` makes the extractor in each worker and must be importable there. A script that calls
    this needs the usual ``if __name__ == "__main__":``. Raises ModelError where the model cannot be
    loaded, GraphkitError where a worker dies.
    """
    # Spawned, not forked: onnxruntime and the drivers hold threads and locks that don't survive a fork.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(factory, ontology))
    try:
        yield ReadingInWorkers(pool, workers)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def read_batch(extractor: Extractor, ontology: Ontology, batch: list[Article]) -> list[ArticleRows | Failure]:
    """Extract and resolve a batch."""
    outcomes = extract_batch(extractor, batch)
    return [outcome if isinstance(outcome, Failure) else _resolve(outcome, ontology) for outcome in outcomes]


def extract_batch(extractor: Extractor, batch: list[Article]) -> list[Extraction | Failure]:
    """Extract a batch; where it fails as a whole, each article is tried alone."""
    try:
        extractions = list(extractor.extract(batch))
    except Exception as error:  # whatever breaks on one article must not stop the others
        if len(batch) == 1:
            return [Failure(batch[0].id, f"cannot be extracted: {_reason(error)}")]
        return [outcome for article in batch for outcome in extract_batch(extractor, [article])]
    if [extraction.article for extraction in extractions] != batch:
        raise ModelError(
            f"the model {extractor.model} gave {len(extractions)} extractions for {len(batch)} articles, or in another"
            " order: it is broken"
        )
    return list(extractions)


def _resolve(extraction: Extraction, ontology: Ontology) -> ArticleRows | Failure:
    try:
        return resolve(ontology.permitted(extraction), ontology)
    except GraphkitError as error:
        return Failure(extraction.article.id, str(error))


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, GraphkitError) else f"{type(error).__name__}: {error}"


def _result(future: Future[T]) -> T:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise _died() from error


def _died() -> GraphkitError:
    return GraphkitError(
        "a worker process died, perhaps for want of memory; what was stored stays: "
        "give the same command again, with fewer workers"
    )


class _Worker:
    """What a worker process holds: the extractor, or the error that loading it gave."""

    extractor: Extractor | None = None
    ontology: Ontology
    error: Exception | None = None


def _start_worker(factory: ExtractorFactory, ontology: Ontology) -> None:
    # Ctrl-C reaches every process of the terminal; the parent alone acts on it and ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Worker.ontology = ontology
    try:
        _Worker.extractor = factory()
    except Exception as error:  # kept for the first task: raised here, it would only break the pool
        _Worker.error = error


def _end_with_parent() -> None:
    """End this process as soon as its parent is gone, even killed: the pool's queues wouldn't notice."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _worker_extractor() -> Extractor:
    if _Worker.extractor is None:
        raise _Worker.error or GraphkitError("the worker process has no model")
    return _Worker.extractor


def _worker_model() -> str:
    return _worker_extractor().model


def _worker_rows(batch: list[Article]) -> list[ArticleRows | Failure]:
    return read_batch(_worker_extractor(), _Worker.ontology, batch)
