"""Rows for the tests of stores: a few words make an article with entities and claims.

``article("one", "ICE CLIENT_OF Clearview", "FBI USES Clearview testing")`` has the three entities and
the two claims that it speaks of; types are those of ``TYPES``, ``Company`` where a name isn't in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace

from hypothesis import strategies as st

from graphkit.ontology import Ontology
from graphkit.stores.base import ArticleRows, ClaimRow, EntityRow, Row, Store

TYPES = {"ICE": "Agency", "FBI": "Agency", "Mijente": "Organization", "Ekeland": "Person", "blockchain": "Technology"}
ONTOLOGY = Ontology.load()


def entity_id(name: str) -> str:
    """The id of the entity with this name in the tests."""
    return f"{TYPES.get(name, 'Company').lower()}/{name.lower().replace(' ', '-')}"


def entity(name: str, *aliases: str, count: int = 1, ident: str = "") -> EntityRow:
    """An entity of an article; ``ident`` where it is not to be made from the name."""
    ident = ident or entity_id(name)
    return EntityRow(ident, ident.partition("/")[0].title(), name, tuple(sorted({name, *aliases})), count)


def claim(key: str, words: str, *, confidence: float = 0.9, speaker: str = "", role: str = "") -> ClaimRow:
    """A claim of the article ``key``: ``"ICE USES Clearview testing"``, the status ``actual`` where none is named."""
    subject, predicate, object_, *rest = words.split()
    status = rest[0] if rest else "actual"
    ids = [entity_id(subject), entity_id(object_)]
    if ONTOLOGY.predicates[predicate].symmetric:
        ids.sort()
    digest = hashlib.sha256(json.dumps([key, ids, predicate, status]).encode()).hexdigest()[:20]
    return ClaimRow(
        id=f"claim/{digest}",
        subject=ids[0],
        predicate=predicate,
        object=ids[1],
        status=status,
        confidence=confidence,
        role=role,
        sentence=f"{subject} … {object_}.",
        start_char=0,
        end_char=len(subject) + len(object_) + 4,
        attributed_name=speaker,
        attributed_to=entity_id(speaker) if speaker else "",
    )


def article(
    key: str,
    *claims: str | ClaimRow,
    entities: Iterable[EntityRow] = (),
    published: str = "2020-02-28",
    text: str = "A text.",
) -> ArticleRows:
    """An article with these claims, all entities that they name, and ``entities`` in place of those or beside them."""
    rows = [c if isinstance(c, ClaimRow) else claim(key, c) for c in claims]
    named = {name for c in claims if isinstance(c, str) for name in (c.split()[0], c.split()[2])}
    by_id = {e.id: e for e in map(entity, named)} | {e.id: e for e in entities}
    bare = ArticleRows(
        id=f"article/{hashlib.sha256(key.encode()).hexdigest()[:16]}",
        key=key,
        fingerprint="",
        name=key,
        title=f"About {key}",
        url="",
        publisher="The Paper",
        author="",
        published=published,
        text=text,
        model="test-1",
        entities=tuple(by_id[ident] for ident in sorted(by_id)),
        claims=tuple(sorted(rows, key=lambda c: c.id)),
    )
    return fingerprinted(bare)


def fingerprinted(rows: ArticleRows) -> ArticleRows:
    """The same article with the fingerprint of what it says."""
    said = json.dumps(astuple(replace(rows, fingerprint="")))
    return replace(rows, fingerprint=hashlib.sha256(said.encode()).hexdigest())


def exported(store: Store) -> list[Row]:
    """All that a store exports."""
    return list(store.export())


def relationship(store: Store, words: str) -> Row | None:
    """The properties of the one relationship ``"ICE USES Clearview"``, or None."""
    subject, predicate, object_ = words.split()
    found = [
        row["properties"]
        for row in exported(store)
        if row["kind"] == "relationship"
        and (row["start"], row["type"], row["end"]) == (entity_id(subject), predicate, entity_id(object_))
    ]
    assert len(found) < 2
    return found[0] if found else None


def node(store: Store, ident: str) -> Mapping[str, object] | None:
    """The properties of the node with this id, or None."""
    found = [row["properties"] for row in exported(store) if row["kind"] == "node" and row["id"] == ident]
    assert len(found) < 2
    return found[0] if found else None


_COMPANIES = ("Acme", "Bolt", "Clearview", "Dyne")
_KEYS = ("one", "two", "three", "four")


@st.composite
def articles(draw: st.DrawFn) -> ArticleRows:
    """Small articles that speak of the same few companies in different ways."""
    ident = draw(st.sampled_from(_KEYS))
    chosen = draw(st.lists(st.sampled_from(_COMPANIES), min_size=0, max_size=3, unique=True))
    entities = [
        entity(
            draw(st.sampled_from((name, name.upper(), f"{name} Inc."))), name, count=draw(st.integers(1, 3)),
            ident=entity_id(name),
        )
        for name in chosen
    ]  # fmt: skip
    claims = {}
    if len(chosen) > 1:
        for subject, object_ in draw(st.lists(st.permutations(chosen).map(lambda p: p[:2]), max_size=3)):
            predicate = draw(st.sampled_from(("USES", "CLIENT_OF", "PARTNERS_WITH")))
            status = draw(st.sampled_from(tuple(ONTOLOGY.statuses)))
            row = claim(
                ident, f"{subject} {predicate} {object_} {status}",
                confidence=draw(st.sampled_from((0.25, 0.5, 0.75))),
                speaker=draw(st.sampled_from(("", chosen[0]))),
            )  # fmt: skip
            claims[row.id] = row
    published = draw(st.sampled_from(("", "2020-01-01", "2021-06-30")))
    return article(ident, *claims.values(), entities=entities, published=published)


batches = st.lists(articles(), max_size=4, unique_by=lambda rows: rows.key)
