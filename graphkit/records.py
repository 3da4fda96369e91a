"""The records that travel through graphkit: articles, and what was read out of them.

All are frozen and know nothing of spaCy, Cypher or the command line. Offsets are
half-open ranges ``[start, end)`` of characters (Unicode code points) in ``Article.text``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read.

    ``id`` names the article for its reader (the ``id`` of a JSON line, a file's path);
    ``key`` is what it is known by in a store: its URL where it has one, else its id.
    ``published`` is an ISO 8601 date (``2020-02-28``) or empty.
    """

    id: str
    text: str
    title: str = ""
    url: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""

    @property
    def key(self) -> str:
        """What the article is known by: a second text under the same key replaces the first."""
        return self.url or self.id

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of all that was read: equal only where every field is."""
        fields = [self.id, self.text, self.title, self.url, self.publisher, self.author, self.published]
        return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """One place where an entity is named or referred to.

    ``kind`` is ``name`` for a name, ``reference`` for a pronoun or a phrase such as "the company".
    """

    start: int
    end: int
    text: str
    kind: str = "name"


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that an article speaks of, under every form that it uses.

    ``id`` is local to the article (``e1``); ``name`` is the fullest form in it, ``aliases`` the other
    forms, sorted; ``mentions`` are in the order of the text.
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement *subject, predicate, object* that a passage makes.

    ``subject`` and ``object`` are ids of entities in the same extraction; ``start`` and ``end`` bound
    the sentence or sentences that state it; ``attributed_to`` is the name of who says so, empty
    where the article does; ``role`` keeps the words of a post; ``confidence`` is a probability in [0, 1].
    """

    subject: str
    predicate: str
    object: str
    status: str
    start: int
    end: int
    attributed_to: str = ""
    role: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read out of one article."""

    article: Article
    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    model: str = field(default="", kw_only=True)

    def entity(self, ident: str) -> Entity:
        """Return the entity with the local id ``ident``; raises KeyError where there is none."""
        for entity in self.entities:
            if entity.id == ident:
                return entity
        raise KeyError(ident)

    def to_dict(self) -> dict[str, Any]:
        """Return the extraction in the shape of a gold file (see ``docs/formats.md``), with confidences."""
        article = self.article
        return {
            "id": article.id,
            "title": article.title or None,
            "text": article.text,
            "url": article.url or None,
            "publisher": article.publisher or None,
            "author": article.author or None,
            "published": article.published or None,
            "model": self.model or None,
            "entities": [
                {
                    "id": e.id,
                    "type": e.type,
                    "name": e.name,
                    "aliases": list(e.aliases),
                    "mentions": [[m.start, m.end, m.kind] for m in e.mentions],
                }
                for e in self.entities
            ],
            "claims": [
                {
                    "subject": c.subject,
                    "predicate": c.predicate,
                    "object": c.object,
                    "status": c.status,
                    "attributed_to": c.attributed_to or None,
                    "role": c.role or None,
                    "evidence": [c.start, c.end],
                    "confidence": c.confidence,
                }
                for c in self.claims
            ],
        }

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Extraction:
        """Read what ``to_dict`` (or a person who annotates) wrote; raises KeyError, TypeError or ValueError."""
        text = str(row["text"])
        article = Article(
            id=str(row["id"]),
            text=text,
            **{n: str(row.get(n) or "") for n in ("title", "url", "publisher", "author", "published")},
        )
        entities = tuple(
            Entity(
                id=str(e["id"]),
                type=str(e["type"]),
                name=str(e["name"]),
                aliases=tuple(sorted(map(str, e.get("aliases") or ()))),
                mentions=tuple(
                    Mention(int(s), int(t), text[int(s) : int(t)], str(k)) for s, t, k in e.get("mentions") or ()
                ),
            )
            for e in row["entities"]
        )
        claims = tuple(
            Claim(
                subject=str(c["subject"]),
                predicate=str(c["predicate"]),
                object=str(c["object"]),
                status=str(c["status"]),
                start=int(c["evidence"][0]),
                end=int(c["evidence"][1]),
                attributed_to=str(c.get("attributed_to") or ""),
                role=str(c.get("role") or ""),
                confidence=float(c.get("confidence", 1.0)),
            )
            for c in row["claims"]
        )
        return cls(article, entities, claims, model=str(row.get("model") or ""))
