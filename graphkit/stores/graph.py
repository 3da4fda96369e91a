"""What both stores share: everything but how a transaction is opened and what its errors mean."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from graphkit.errors import StoreError
from graphkit.ontology import Ontology
from graphkit.stores import statements, writing
from graphkit.stores.admission import admit
from graphkit.stores.base import ArticleRows, Row, WriteCount
from graphkit.stores.derivation import NameTally, Support, derive_relationship, triple
from graphkit.stores.writing import Transaction

Result = TypeVar("Result")
PAGE = 1000


class GraphStore(ABC):
    """A store over any database that speaks enough Cypher; see ``graphkit.stores.base.Store``."""

    kind: ClassVar[str]

    def __init__(self, ontology: Ontology | None, read_only: bool) -> None:
        self.ontology = Ontology.load() if ontology is None else ontology
        self.read_only = read_only

    @property
    @abstractmethod
    def location(self) -> str:
        """Where the graph is, without credentials."""

    @abstractmethod
    def read(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Run a read-only Cypher query; raises QueryError where it is wrong or would write."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store; closing twice does nothing."""

    @abstractmethod
    def _writing(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work`` in a transaction that is kept whole, or not at all where ``work`` raises."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that only reads."""

    def _answer(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work``, which only reads and may be repeated, in a transaction."""
        with self._reading() as tx:
            return work(tx)

    def fingerprints(self, keys: Sequence[str] | None = None) -> dict[str, str]:
        """Return the fingerprint of each article held, by key; of ``keys`` alone where given."""
        return self._answer(partial(writing.fingerprints, keys=None if keys is None else list(keys)))

    def write(self, batch: Sequence[ArticleRows]) -> WriteCount:
        """Write a batch in one transaction; see ``Store.write``."""
        self._require_writable()
        admit(batch, self.ontology)
        articles, superseded = writing.latest(batch)
        if not articles:
            return superseded
        count = self._writing(partial(writing.write, articles=articles, ontology=self.ontology))
        return WriteCount(count.added, count.replaced + superseded.replaced, count.unchanged + superseded.unchanged)

    def forget(self, keys: Iterable[str]) -> int:
        """Withdraw articles in one transaction; see ``Store.forget``."""
        self._require_writable()
        wanted = sorted(set(keys))
        if not wanted:
            return 0
        return self._writing(partial(writing.forget, keys=wanted, ontology=self.ontology))

    def export(self) -> Iterator[Row]:
        """Yield all nodes by id, then all relationships by start, type and end; see ``Store.export``."""
        with self._reading() as tx:
            ids = {label: sorted(row["id"] for row in tx.run(text, {})) for label, text in statements.NODE_IDS.items()}
            for label in ids:
                for page in _pages(ids[label]):
                    yield from _nodes(tx, label, page)
            for label, text, properties in (
                ("Article", statements.LINKS_OF_ARTICLES, statements.MENTION_PROPERTIES),
                ("Claim", statements.LINKS_OF_CLAIMS, ()),
                ("Entity", statements.LINKS_OF_ENTITIES, statements.RELATIONSHIP_PROPERTIES),
            ):
                for page in _pages(ids[label]):
                    yield from _links(tx, text, properties, page)

    def rebuild(self) -> int:
        """Derive everything anew, a transaction for each thousand entities; see ``Store.rebuild``."""
        self._require_writable()
        ids = self._answer(lambda tx: sorted(row["id"] for row in tx.run(statements.NODE_IDS["Entity"], {})))
        return sum(self._writing(partial(_rebuild, ids=page, ontology=self.ontology)) for page in _pages(ids))

    def describe(self) -> dict[str, Any]:
        """Return ``kind``, ``location``, and counts of ``articles``, ``entities``, ``claims``, ``relationships``."""
        return {"kind": self.kind, "location": self.location, **self._answer(_counts)}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _require_writable(self) -> None:
        if self.read_only:
            raise StoreError(f"the store {self.location} was opened to be read only; open it for writing")


def _counts(tx: Transaction) -> dict[str, Any]:
    counts = {what: tx.run(text, {})[0]["n"] for what, text in statements.NODES_COUNT.items()}
    return {**counts, "relationships": tx.run(statements.RELATIONSHIP_COUNT, {})[0]["n"]}


def _pages(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), PAGE):
        yield ids[start : start + PAGE]


def _nodes(tx: Transaction, label: str, ids: Sequence[str]) -> Iterator[Row]:
    for row in sorted(tx.run(statements.PAGES[label], {"ids": ids}), key=lambda row: str(row["id"])):
        labels = row.pop("labels")
        yield {"kind": "node", "labels": sorted(labels), "id": row.pop("id"), "properties": dict(sorted(row.items()))}


def _links(tx: Transaction, text: str, properties: Iterable[str], ids: Sequence[str]) -> Iterator[Row]:
    names = sorted(properties)
    for row in sorted(tx.run(text, {"ids": ids}), key=lambda row: (row["start"], row["type"], row["end_id"])):
        yield {
            "kind": "relationship",
            "type": row["type"],
            "start": row["start"],
            "end": row["end_id"],
            "properties": {name: row[name] for name in names},
        }


def _rebuild(tx: Transaction, ids: Sequence[str], ontology: Ontology) -> int:
    """Derive the names of these entities, and the relationships that start at them; count what differed."""
    tx.run(statements.LOCK_HELD_ENTITIES, {"ids": ids})
    _rebuild_names(tx, ids)
    support: dict[str, list[Support]] = defaultdict(list)
    triples = [row["triple"] for row in tx.run(statements.ENTITY_TRIPLES, {"ids": ids})]
    for row in tx.run(statements.SUPPORT_OF, {"triples": triples}):
        support[row["triple"]].append(Support(row["status"], row["confidence"], row["published"], row["article"]))
    held: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tx.run(statements.LINKS_OF_ENTITIES, {"ids": ids}):
        key = triple(row["start"], row["type"], row["end_id"])
        held[key].append({name: row[name] for name in statements.RELATIONSHIP_PROPERTIES})
    different = []
    for key in sorted({*support, *held}):
        derived = derive_relationship(support[key], ontology)
        if held[key] != ([] if derived is None else [derived]):
            different.append(key)
    doubled = [key for key in different if len(held[key]) > 1]
    writing.delete_relationships(tx, doubled)
    writing.write_relationships(tx, different, ontology)
    return len(different)


def _rebuild_names(tx: Transaction, ids: Sequence[str]) -> None:
    tallies: dict[str, NameTally] = defaultdict(NameTally)
    for row in tx.run(statements.ENTITY_MENTIONS, {"ids": ids}):
        tallies[row["id"]].add(row["name"], row["names"])
    rows = [{"id": ident, "properties": tally.properties()} for ident, tally in sorted(tallies.items())]
    tx.run(statements.SET_ENTITIES, {"rows": rows})
    gone = [ident for ident in ids if ident not in tallies]
    if gone:
        tx.run(statements.DELETE_ENTITIES, {"ids": gone})
