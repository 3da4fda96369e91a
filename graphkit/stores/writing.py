"""How articles get into a graph, and out again: one algorithm for every store.

Each function runs inside one transaction of the store's. Only what the articles at hand touch is
read and derived anew, and all of it is found by an index, so that the time a batch takes depends on
the batch and not on the graph. Nodes are locked in the order of their ids, articles before entities,
so that loaders side by side wait for each other and don't deadlock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from graphkit.errors import StoreError
from graphkit.ontology import Ontology
from graphkit.stores import statements
from graphkit.stores.base import ArticleRows, EntityRow, Row, WriteCount
from graphkit.stores.derivation import NameTally, Support, derive_relationship, triple


class Transaction(Protocol):
    """A transaction of a store: what it writes is there whole after its end, or not at all."""

    def run(self, cypher: str, parameters: Mapping[str, Any]) -> list[Row]:
        """Run one statement and return its rows."""


@dataclass
class Change:
    """What a transaction takes out and puts in, with everything that it touches."""

    ontology: Ontology
    withdrawn: Sequence[str]  # ids of articles whose claims and mentions go
    added: Sequence[ArticleRows]
    tallies: dict[str, NameTally] = field(default_factory=dict)
    triples: set[str] = field(default_factory=set)


def latest(batch: Iterable[ArticleRows]) -> tuple[list[ArticleRows], WriteCount]:
    """Return the last of the articles with each key, by id, and the count of those it stands in for."""
    chosen: dict[str, ArticleRows] = {}
    replaced = unchanged = 0
    for rows in batch:
        held = chosen.get(rows.id)
        if held is not None:
            replaced += held.fingerprint != rows.fingerprint
            unchanged += held.fingerprint == rows.fingerprint
        chosen[rows.id] = rows
    return [chosen[ident] for ident in sorted(chosen)], WriteCount(0, replaced, unchanged)


def write(tx: Transaction, articles: Sequence[ArticleRows], ontology: Ontology) -> WriteCount:
    """Write articles with distinct keys, sorted by id; raises StoreError where one could not be written whole."""
    by_key = {rows.key: rows for rows in articles}
    held = fingerprints(tx, list(by_key))
    different = [rows for rows in articles if held.get(rows.key) != rows.fingerprint]
    if not different:
        return WriteCount(unchanged=len(articles))
    tx.run(statements.LOCK_ARTICLES, {"rows": [{"id": rows.id, "key": rows.key} for rows in different]})
    # Another loader may have written some of them while this one waited.
    held = fingerprints(tx, list(by_key))
    different = [rows for rows in articles if held.get(rows.key) != rows.fingerprint]
    replaced = [rows.id for rows in different if rows.key in held]
    apply(tx, Change(ontology, replaced, different))
    return WriteCount(len(different) - len(replaced), len(replaced), len(articles) - len(different))


def forget(tx: Transaction, keys: Sequence[str], ontology: Ontology) -> int:
    """Withdraw the articles known by ``keys``; return how many there were."""
    found = tx.run(statements.ARTICLES_OF, {"keys": keys})
    if not found:
        return 0
    tx.run(statements.LOCK_HELD_ARTICLES, {"ids": sorted(row["id"] for row in found)})
    ids = sorted(row["id"] for row in tx.run(statements.ARTICLES_OF, {"keys": keys}))
    apply(tx, Change(ontology, ids, ()))
    tx.run(statements.DELETE_ARTICLES, {"ids": ids})
    return len(ids)


def fingerprints(tx: Transaction, keys: Sequence[str] | None = None) -> dict[str, str]:
    """Return the fingerprints of the articles held, by key."""
    rows = tx.run(statements.FINGERPRINTS, {}) if keys is None else tx.run(statements.FINGERPRINTS_OF, {"keys": keys})
    # An article that was locked before it was written has none yet.
    return {row["key"]: row["fingerprint"] for row in rows if row["fingerprint"] is not None}


def apply(tx: Transaction, change: Change) -> None:
    """Take out what is withdrawn, put in what is added, and derive what they touch anew."""
    _lock_entities(tx, change)
    if change.withdrawn:
        tx.run(statements.DELETE_CLAIMS, {"ids": change.withdrawn})
        tx.run(statements.DELETE_MENTIONS, {"ids": change.withdrawn})
    if change.added:
        _write_articles(tx, change)
    _write_entities(tx, change)
    if change.added:
        _write_mentions(tx, change)
        _write_claims(tx, change)
    write_relationships(tx, change.triples, change.ontology)
    gone = sorted(ident for ident, tally in change.tallies.items() if tally.articles == 0)
    if gone:
        tx.run(statements.DELETE_ENTITIES, {"ids": gone})


def write_relationships(tx: Transaction, triples: Iterable[str], ontology: Ontology) -> None:
    """Derive the relationships of these triples anew from the claims that are there."""
    wanted = sorted(triples)
    support: dict[str, list[Support]] = defaultdict(list)
    for row in tx.run(statements.SUPPORT_OF, {"triples": wanted}) if wanted else ():
        support[row["triple"]].append(Support(row["status"], row["confidence"], row["published"], row["article"]))
    kept: dict[str, list[Row]] = defaultdict(list)
    dropped: dict[str, list[Row]] = defaultdict(list)
    for key in wanted:
        subject, predicate, object_ = key.split(" ")
        row = {"subject": subject, "object": object_}
        properties = derive_relationship(support[key], ontology)
        if properties is None:
            dropped[predicate].append(row)
        else:
            kept[predicate].append({**row, "properties": properties})
    for predicate, rows in dropped.items():
        tx.run(statements.delete_relationship(predicate), {"rows": rows})
    for predicate, rows in kept.items():
        written = tx.run(statements.merge_relationship(predicate), {"rows": rows})[0]["written"]
        if written != len(rows):
            raise StoreError(
                f"{written} of {len(rows)} {predicate} relationships were written; nothing of this batch was kept"
            )


def delete_relationships(tx: Transaction, triples: Iterable[str]) -> None:
    """Delete all relationships of these triples, doubles too."""
    for key in triples:
        subject, predicate, object_ = key.split(" ")
        tx.run(statements.delete_relationship(predicate), {"rows": [{"subject": subject, "object": object_}]})


def _lock_entities(tx: Transaction, change: Change) -> None:
    """Lock all entities that are touched, creating those that are new, and read their tallies."""
    withdrawn = tx.run(statements.MENTIONS_OF, {"ids": change.withdrawn}) if change.withdrawn else []
    claims = tx.run(statements.CLAIMS_OF, {"ids": change.withdrawn}) if change.withdrawn else []
    change.triples.update(row["triple"] for row in claims)
    kinds = {row["entity"]: row["kind"] for row in withdrawn}
    kinds.update({entity.id: _kind(entity) for rows in change.added for entity in rows.entities})
    if not kinds:
        return
    tx.run(statements.LOCK_ENTITIES, {"rows": [{"id": ident, "kind": kinds[ident]} for ident in sorted(kinds)]})
    for row in tx.run(statements.TALLIES_OF, {"ids": sorted(kinds)}):
        change.tallies[row["id"]] = NameTally.from_properties(row)
    for row in withdrawn:
        change.tallies[row["entity"]].withdraw(row["name"], row["names"])


def _write_articles(tx: Transaction, change: Change) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows = [{"id": article.id, "properties": {**_article(article), "ingested": now}} for article in change.added]
    written = tx.run(statements.SET_ARTICLES, {"rows": rows})
    _expect(change, "article", written, Counter(article.id for article in change.added))


def _write_entities(tx: Transaction, change: Change) -> None:
    by_type: dict[str, set[str]] = defaultdict(set)
    for article in change.added:
        for entity in article.entities:
            change.tallies[entity.id].add(entity.name, entity.names)
            by_type[entity.type].add(entity.id)
    rows = [
        {"id": ident, "properties": tally.properties()}
        for ident, tally in sorted(change.tallies.items())
        if tally.articles
    ]
    if rows:
        written = tx.run(statements.SET_ENTITIES, {"rows": rows})[0]["written"]
        if written != len(rows):
            raise StoreError(f"{written} of {len(rows)} entities were written; nothing of this batch was kept")
    for type_, ids in sorted(by_type.items()):
        tx.run(statements.set_type(type_), {"ids": sorted(ids)})


def _write_mentions(tx: Transaction, change: Change) -> None:
    rows: list[Row] = [
        {"article": article.id, "entity": e.id, "count": e.count, "name": e.name, "names": sorted({e.name, *e.names})}
        for article in change.added
        for e in article.entities
    ]
    if rows:
        written = tx.run(statements.CREATE_MENTIONS, {"rows": rows})
        _expect(change, "mentions", written, Counter(row["article"] for row in rows))


def _write_claims(tx: Transaction, change: Change) -> None:
    rows = [_claim_rows(article, place) for article in change.added for place in range(len(article.claims))]
    if not rows:
        return
    change.triples.update(row["properties"]["triple"] for row in rows)
    written = tx.run(statements.CREATE_CLAIMS, {"rows": rows})
    _expect(change, "claims", written, Counter(row["article"] for row in rows))
    attributed = [row for row in rows if row["speaker"]]
    if attributed:
        written = tx.run(statements.CREATE_ATTRIBUTIONS, {"rows": attributed})
        _expect(change, "attributions", written, Counter(row["article"] for row in attributed))


def _claim_rows(article: ArticleRows, place: int) -> Row:
    claim = article.claims[place]
    return {
        "id": claim.id,
        "article": article.id,
        "subject": claim.subject,
        "object": claim.object,
        "speaker": claim.attributed_to,
        "properties": {
            "triple": triple(claim.subject, claim.predicate, claim.object),
            "predicate": claim.predicate,
            "status": claim.status,
            "confidence": float(claim.confidence),
            "role": claim.role,
            "sentence": claim.sentence,
            "start_char": claim.start_char,
            "end_char": claim.end_char,
            "published": article.published,
            "attributed_name": claim.attributed_name,
        },
    }


def _article(article: ArticleRows) -> Row:
    return {
        "fingerprint": article.fingerprint,
        "source_id": article.name,
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published,
        "text": article.text,
        "model": article.model,
    }


def _kind(entity: EntityRow) -> str:
    return entity.type.lower()


def _expect(change: Change, what: str, written: Iterable[Row], planned: Counter[str]) -> None:
    """Raise StoreError, naming an article, where not as much of it was written as was planned."""
    counts = {row["article"]: row["written"] for row in written}
    for article in change.added:
        if counts.get(article.id, 0) != planned[article.id]:
            raise StoreError(
                f"article {article.key}: {counts.get(article.id, 0)} of {planned[article.id]} {what} were written;"
                " nothing of this batch was kept"
            )
