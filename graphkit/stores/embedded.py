"""The embedded store: a graph in one file beside you, through kglite, with no server.

The graph is held in memory, and every transaction is in the log beside the file (``PATH-wal``) before
``write`` returns, so that it outlives the process and the power; the next writer takes it up.
One process writes at a time, any number read what was written when they opened the file.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import kglite

from graphkit.errors import QueryError, StoreError, StoreLockedError
from graphkit.ontology import Ontology
from graphkit.stores import statements
from graphkit.stores.base import Row
from graphkit.stores.graph import GraphStore
from graphkit.stores.writing import Transaction

Result = TypeVar("Result")
IN_MEMORY = ":memory:"
SCHEMA_VERSION = 1
EMPTY_LOG = 5  # bytes: a log that has nothing in it is its header alone
NO_LIMIT = 0  # milliseconds; kglite's own limit would cut a big batch off
OWN_LABELS = {"Article", "Claim", "Entity"}


class EmbeddedStore(GraphStore):
    """A graph in the file ``path``, or in memory alone where ``path`` is None or ``:memory:``.

    Raises StoreLockedError where another process writes to the file, StoreError where it cannot be
    opened or is no store of graphkit's. Threads may share one store.
    """

    kind = "embedded"

    def __init__(
        self, path: str | os.PathLike[str] | None = None, ontology: Ontology | None = None, read_only: bool = False
    ) -> None:
        super().__init__(ontology, read_only)
        kglite.set_query_warning_policy("silent")
        self._path = None if path is None or os.fspath(path) == IN_MEMORY else Path(path)
        self._lock = RLock()
        self._closed = False
        self._graph = self._open()

    @property
    def location(self) -> str:
        """The path of the file, or ``:memory:``."""
        return IN_MEMORY if self._path is None else str(self._path)

    def read(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Run a read-only Cypher query; raises QueryError where it is wrong or would write."""
        with self._lock:
            graph = self._require_open()
            try:
                with graph.begin_read() as tx:
                    rows: list[Row] = tx.cypher(cypher, params=dict(parameters or {})).to_list()
            except kglite.ReadOnlyError:
                raise QueryError("the query would change the graph; a query may only read") from None
            except (kglite.KgError, ValueError, TypeError, OverflowError) as error:
                raise QueryError(f"the query cannot be run: {_one_line(error)}") from None
            return rows

    def close(self) -> None:
        """Fold the log into the file and let go of it; closing twice does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._path is None or self.read_only:
                return
            try:
                with _quiet():
                    self._graph.close()
            except (kglite.KgError, OSError, ValueError) as error:
                raise StoreError(f"the store {self.location} cannot be saved: {_one_line(error)}") from error

    def _writing(self, work: Callable[[Transaction], Result]) -> Result:
        with self._lock:
            graph = self._require_open()
            try:
                with _quiet(), graph.begin(timeout_ms=NO_LIMIT) as tx:
                    return work(_EmbeddedTransaction(tx))
            except (kglite.KgError, OSError, ValueError, RuntimeError) as error:
                raise StoreError(f"the store {self.location} cannot be written: {_one_line(error)}") from error

    @contextmanager
    def _reading(self) -> Iterator[Transaction]:
        with self._lock:
            tx = self._require_open().begin_read(timeout_ms=NO_LIMIT)
        try:
            yield _EmbeddedTransaction(tx)
        except kglite.KgError as error:
            raise StoreError(f"the store {self.location} cannot be read: {_one_line(error)}") from error
        finally:
            tx.rollback()

    def _require_open(self) -> Any:
        if self._closed:
            raise StoreError(f"the store {self.location} is closed")
        return self._graph

    def _open(self) -> Any:
        if self._path is None:
            graph = kglite.KnowledgeGraph()
            self._prepare(graph)
            return graph
        try:
            with _quiet():
                return self._open_to_read(self._path) if self.read_only else self._open_to_write(self._path)
        except kglite.WriterLeaseHeldError as error:
            pid = (error.holder or {}).get("pid")
            holder = f"process {pid}" if pid else "another process"
            raise StoreLockedError(
                f"the store {self.location} is being written by {holder}; wait until it is done, or name another store"
            ) from None
        except kglite.FileFormatError:
            raise StoreError(
                f"{self.location} is no graphkit store, or a damaged one; name another file, or move it away"
            ) from None
        except (kglite.KgError, OSError, ValueError, RuntimeError) as error:
            raise StoreError(f"the store {self.location} cannot be opened: {_one_line(error)}") from None

    def _open_to_write(self, path: Path) -> Any:
        if not path.parent.is_dir():
            raise StoreError(f"the folder of the store {self.location} does not exist; make it, or name another")
        graph = kglite.open(str(path), durable="full")
        try:
            self._prepare(graph)
        except BaseException as error:
            # Not close(), which would save over what may be somebody else's file.
            graph.__exit__(type(error), error, error.__traceback__)
            raise
        return graph

    def _open_to_read(self, path: Path) -> Any:
        log = _log_of(path)
        logged = log.exists() and log.stat().st_size > EMPTY_LOG
        if not path.exists() and not logged:
            raise StoreError(f"there is no store {self.location} yet; run `graphkit ingest` first, or name another")
        graph = _load_with_log(path, log) if logged else kglite.load(str(path))
        self._check(graph)
        return graph

    def _prepare(self, graph: Any) -> None:
        self._check(graph)
        if graph.schema_version != SCHEMA_VERSION:
            graph.set_schema_version(SCHEMA_VERSION)
        for statement in statements.schema():
            graph.cypher(statement)

    def _check(self, graph: Any) -> None:
        """Raise StoreError where the graph is not graphkit's, or of a later graphkit."""
        version = graph.schema_version
        if version > SCHEMA_VERSION:
            raise StoreError(f"the store {self.location} was written by a later graphkit; update graphkit")
        if not set(graph.node_types) <= OWN_LABELS or (version == 0 and graph.node_types):
            raise StoreError(f"{self.location} holds a graph that is not graphkit's; name another file")


class _EmbeddedTransaction:
    """A transaction of kglite's, under the name that the writing algorithm calls it by."""

    def __init__(self, tx: Any) -> None:
        self._tx = tx

    def run(self, cypher: str, parameters: Mapping[str, Any]) -> list[Row]:
        rows: list[Row] = self._tx.cypher(cypher, params=dict(parameters), timeout_ms=NO_LIMIT).to_list()
        return rows


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _load_with_log(path: Path, log: Path) -> Any:
    """Load a file and what its log holds beyond it, as a crash or a writer at work leaves it, touching neither.

    The log is copied before the file: what a writer moves from log to file in between is then in both,
    which does no harm.
    """
    with tempfile.TemporaryDirectory(prefix="graphkit-") as folder:
        copy = Path(folder) / "graph.kgl"
        shutil.copyfile(log, _log_of(copy))
        if path.exists():
            shutil.copyfile(path, copy)
        return kglite.open(str(copy), durable="normal", lock=False)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep kglite's advice on its file layout from whoever uses graphkit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
        yield


def _one_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
