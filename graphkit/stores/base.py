"""What every store can do, and the rows that are written to one.

A store holds the graph of ``docs/graph.md``. Claims are the truth in it: entities'
names, and the typed relationships between entities, are derived from claims and mentions
inside the transaction that writes them, so that the graph depends on the set of articles
held and on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

Scalar = str | int | float | bool | None
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity as one article has it. ``id`` is canonical (``company/clearview-ai``)."""

    id: str
    type: str
    name: str
    names: tuple[str, ...]  # every form in the article, name included, sorted
    count: int  # mentions in the article


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with canonical entity ids. ``id`` is a hash of what it says and where."""

    id: str
    subject: str
    predicate: str
    object: str
    status: str
    confidence: float
    role: str
    sentence: str
    start_char: int
    end_char: int
    attributed_name: str  # who says so, as the article has it; empty where the article does
    attributed_to: str  # canonical id of the same, empty where it is no entity of the article


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """One article with all that it says: the unit that is in a store whole or not at all.

    ``id`` is ``article/`` and a hash of ``key``; ``fingerprint`` covers the article, the model and
    the ontology, so that an unchanged article is known without comparing its claims.
    """

    id: str
    key: str
    fingerprint: str
    name: str  # the article's own id, as its reader has it
    title: str
    url: str
    publisher: str
    author: str
    published: str
    text: str
    model: str
    entities: tuple[EntityRow, ...]
    claims: tuple[ClaimRow, ...]


@dataclass(frozen=True, slots=True)
class WriteCount:
    """What a write did, in articles."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0


class Store(Protocol):
    """A graph that can be read with Cypher and written article by article."""

    def fingerprints(self, keys: Sequence[str] | None = None) -> dict[str, str]:
        """Return the fingerprint of each article held, by key; of ``keys`` alone where given."""

    def write(self, batch: Sequence[ArticleRows]) -> WriteCount:
        """Write articles, each whole or not at all, and all that is derived from them.

        An article with the same key is replaced, one with the same fingerprint left as it is.
        Raises StoreError where what was written is not what was planned, naming the article.
        """

    def forget(self, keys: Iterable[str]) -> int:
        """Withdraw articles, and what rested on them alone; return how many there were."""

    def read(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Run a read-only Cypher query; raises QueryError where it is wrong or would write."""

    def export(self) -> Iterator[Row]:
        """Yield every node, then every relationship, as sorted rows that JSON can hold.

        A node is ``{"kind": "node", "labels": [...], "id": ..., "properties": {...}}``, a relationship
        ``{"kind": "relationship", "type": ..., "start": id, "end": id, "properties": {...}}``; equal
        graphs give equal rows in any store. The time of ingestion is left out.
        """

    def rebuild(self) -> int:
        """Derive everything anew from claims and mentions; return how many relationships differed."""

    def describe(self) -> dict[str, Any]:
        """Return ``kind``, ``location``, and counts of ``articles``, ``entities``, ``claims``, ``relationships``."""

    def close(self) -> None:
        """Let go of the store; closing twice does nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
