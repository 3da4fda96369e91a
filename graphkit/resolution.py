"""From what one article says to rows with canonical ids: names become ids that are the same everywhere.

An entity's id is its type and its folded name, ``company/clearview-ai``: case, accents,
punctuation and legal forms ("Inc.") make no difference, the originals are kept in ``names``.
Ids are computed from content alone, so that neither the order of the entities and claims in an
extraction nor that of the articles changes anything.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from graphkit.ontology import Ontology
from graphkit.records import Article, Claim, Entity, Extraction
from graphkit.stores.base import ArticleRows, ClaimRow, EntityRow

# Longer folded names are cut here and told apart by a hash.
SLUG_LENGTH = 80
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|\b[^\W\d_](?:\.[^\W\d_]\b)+")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ‘`](?=\w)")


@dataclass(frozen=True)
class NameRules:
    """What ``names.yaml`` says: how names are folded."""

    symbols: Mapping[str, str]
    letters: Mapping[str, str]
    articles: frozenset[str]
    suffixed_types: frozenset[str]
    legal_suffixes: frozenset[str]


@cache
def name_rules() -> NameRules:
    """Read the rules for folding names that ship with graphkit."""
    data = yaml.safe_load(resources.files("graphkit").joinpath("names.yaml").read_text(encoding="utf-8"))
    sets = {key: frozenset(data[key]) for key in ("articles", "suffixed_types", "legal_suffixes")}
    return NameRules(symbols=data["symbols"], letters=data["letters"], **sets)


@lru_cache(maxsize=65536)
def slug(name: str, type_: str) -> str:
    """Fold a name into lower-case words joined by hyphens.

    Latin letters lose their accents, other scripts keep every letter. A name without a letter
    or digit gives a hash of it.
    """
    rules = name_rules()
    words = _words(name, rules)
    while len(words) > 1 and words[0] in rules.articles:
        words = words[1:]
    if type_ in rules.suffixed_types:
        while len(words) > 1 and words[-1] in rules.legal_suffixes:
            words = words[:-1]
            if len(words) > 1 and words[-1] == rules.symbols["&"]:  # "Tiffany & Co."
                words = words[:-1]
    folded = "-".join(words)
    if not folded:
        return f"x-{_digest(name)[:12]}"
    if len(folded) > SLUG_LENGTH:
        return f"{folded[:SLUG_LENGTH].rstrip('-')}-{_digest(folded)[:12]}"
    return folded


def entity_id(name: str, type_: str) -> str:
    """Return the canonical id of whatever of this type bears this name."""
    return f"{type_.lower()}/{slug(name, type_)}"


def article_id(key: str) -> str:
    """Return the id under which a store holds the article known by ``key``."""
    return f"article/{_digest(key)[:16]}"


def fingerprint(article: Article, model: str, ontology: Ontology, content: str = "") -> str:
    """Return what tells whether an article has to be read or written anew.

    It can be computed before anything is extracted. ``content`` is given where the
    extraction itself is the source, as in a file of extractions that a person may have edited.
    """
    return _digest(article.fingerprint, model, _ontology_digest(ontology), content)


def resolve(extraction: Extraction, ontology: Ontology, *, as_source: bool = False) -> ArticleRows:
    """Turn an extraction into the rows that a store writes.

    ``as_source`` says that the extraction was handed in, not computed: its content then counts
    in the fingerprint. Raises OntologyError where the ontology does not allow something in it.
    """
    ontology.check(extraction)
    article = extraction.article
    ident = article_id(article.key)
    canonical = {e.id: entity_id(e.name, e.type) for e in extraction.entities}
    entities = _entity_rows(extraction.entities, canonical)
    claims = _claim_rows(extraction, canonical, entities, ident, ontology)
    content = _digest(*map(astuple, entities), *map(astuple, claims)) if as_source else ""
    return ArticleRows(
        id=ident,
        key=article.key,
        fingerprint=fingerprint(article, extraction.model, ontology, content),
        name=article.id,
        title=article.title,
        url=article.url,
        publisher=article.publisher,
        author=article.author,
        published=article.published,
        text=article.text,
        model=extraction.model,
        entities=entities,
        claims=claims,
    )


def _entity_rows(entities: Iterable[Entity], canonical: Mapping[str, str]) -> tuple[EntityRow, ...]:
    """Join the entities that share a canonical id; sorted by id."""
    groups: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        groups[canonical[entity.id]].append(entity)
    rows = []
    for ident, group in sorted(groups.items()):
        names = {name for entity in group for name in (entity.name, *entity.aliases)}
        spans = {(m.start, m.end) for entity in group for m in entity.mentions}
        name = min((entity.name for entity in group), key=lambda n: (-len(n), n))
        rows.append(EntityRow(ident, group[0].type, name, tuple(sorted(names)), max(1, len(spans))))
    return tuple(rows)


def _claim_rows(
    extraction: Extraction,
    canonical: Mapping[str, str],
    entities: tuple[EntityRow, ...],
    article: str,
    ontology: Ontology,
) -> tuple[ClaimRow, ...]:
    """Give claims their canonical ends; of equal ones the surest is kept. Sorted by place, then id."""
    speakers = _speakers(entities)
    rows: dict[str, ClaimRow] = {}
    for claim in extraction.claims:
        subject, object_ = canonical[claim.subject], canonical[claim.object]
        if subject == object_:  # two names of the article turned out to be one entity
            continue
        if ontology.predicates[claim.predicate].symmetric and object_ < subject:
            subject, object_ = object_, subject
        row = _claim_row(claim, subject, object_, article, extraction.article.text, speakers)
        held = rows.get(row.id)
        rows[row.id] = row if held is None else _surest(held, row)
    return tuple(sorted(rows.values(), key=lambda r: (r.start_char, r.end_char, r.id)))


def _claim_row(
    claim: Claim, subject: str, object_: str, article: str, text: str, speakers: Mapping[str, str]
) -> ClaimRow:
    said = (article, subject, claim.predicate, object_, claim.status, claim.start, claim.end, claim.attributed_to)
    return ClaimRow(
        id=f"claim/{_digest(*said)[:20]}",
        subject=subject,
        predicate=claim.predicate,
        object=object_,
        status=claim.status,
        confidence=claim.confidence,
        role=claim.role,
        sentence=text[claim.start : claim.end],
        start_char=claim.start,
        end_char=claim.end,
        attributed_name=claim.attributed_to,
        attributed_to=speakers.get(_key(claim.attributed_to), "") if claim.attributed_to else "",
    )


def _surest(one: ClaimRow, other: ClaimRow) -> ClaimRow:
    """Join two rows of one claim: the higher confidence, and a role where either has one."""
    first, second = sorted((one, other), key=lambda r: (-r.confidence, r.role))
    return replace(first, role=first.role or second.role)


def _speakers(entities: tuple[EntityRow, ...]) -> dict[str, str]:
    """Map every folded name in the article to an entity id; full names come before aliases."""
    found: dict[str, str] = {}
    for row in entities:
        found.setdefault(_key(row.name), row.id)
    for row in entities:
        for name in row.names:
            found.setdefault(_key(name), row.id)
    return found


def _key(name: str) -> str:
    return slug(name, "")


def _words(name: str, rules: NameRules) -> list[str]:
    text = _INITIALS.sub(lambda m: m.group().replace(".", "") + " ", unicodedata.normalize("NFKC", name))
    text = _APOSTROPHES.sub("", text.casefold())
    text = "".join(_fold_latin(unicodedata.normalize("NFKD", text), rules.letters))
    for symbol, word in rules.symbols.items():
        text = text.replace(symbol, f" {word} ")
    return _separated(unicodedata.normalize("NFC", text))


def _separated(text: str) -> list[str]:
    """Split at everything but letters, digits and the marks that other scripts write vowels with."""
    kept = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in text)
    return kept.split()


def _fold_latin(text: str, letters: Mapping[str, str]) -> Iterable[str]:
    """Drop the accents on Latin letters; marks of other scripts are part of their letters."""
    latin = False
    for char in text:
        if unicodedata.combining(char):
            if not latin:
                yield char
            continue
        latin = unicodedata.name(char, "").startswith("LATIN")
        yield letters.get(char, char)


@lru_cache(maxsize=8)
def _digest_of(description: str) -> str:
    return hashlib.sha256(description.encode()).hexdigest()


def _ontology_digest(ontology: Ontology) -> str:
    predicates = [(p.name, sorted(p.domain), sorted(p.range), p.symmetric) for p in ontology.predicates.values()]
    return _digest_of(json.dumps([sorted(ontology.types), sorted(predicates), list(ontology.statuses)]))


def _digest(*parts: Any) -> str:
    """SHA-256, in hex, of parts that JSON can hold: no two lists of parts run into each other."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
