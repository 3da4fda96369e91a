"""What a store demands of the rows it is given, checked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable

from graphkit.errors import StoreError
from graphkit.ontology import Ontology
from graphkit.stores.base import ArticleRows, ClaimRow


def admit(batch: Iterable[ArticleRows], ontology: Ontology) -> None:
    """Raise StoreError, naming the article, where rows break the ontology or don't hang together."""
    claims: dict[str, str] = {}
    for rows in batch:
        where = f"article {rows.key!r}"
        _admit_text(rows, where)
        _admit_entities(rows, ontology, where)
        known = {entity.id for entity in rows.entities}
        own: set[str] = set()
        for claim in rows.claims:
            _admit_claim(claim, known, ontology, f"{where}: claim {claim.id}")
            if claim.id in own or claims.setdefault(claim.id, rows.id) != rows.id:
                raise StoreError(f"{where}: claim {claim.id} is there twice")
            own.add(claim.id)


def _admit_text(rows: ArticleRows, where: str) -> None:
    if not rows.key or not rows.id or not rows.fingerprint:
        raise StoreError(f"{where}: it has no key, id or fingerprint")
    try:
        repr_free = "".join(
            (rows.id, rows.key, rows.name, rows.title, rows.url, rows.publisher, rows.author, rows.published, rows.text)
        )
        repr_free.encode()
    except UnicodeEncodeError as error:
        raise StoreError(f"{where}: its text is no valid Unicode ({error.reason})") from None


def _admit_entities(rows: ArticleRows, ontology: Ontology, where: str) -> None:
    seen: set[str] = set()
    for entity in rows.entities:
        if entity.type not in ontology.types:
            raise StoreError(f"{where}: entity {entity.id} has the type {entity.type!r}, which the ontology lacks")
        if not entity.id or any(char.isspace() for char in entity.id):
            raise StoreError(f"{where}: {entity.id!r} is no entity id; ids hold no spaces")
        if entity.id in seen:
            raise StoreError(f"{where}: entity {entity.id} is there twice")
        if not entity.name:
            raise StoreError(f"{where}: entity {entity.id} has no name")
        seen.add(entity.id)


def _admit_claim(claim: ClaimRow, known: set[str], ontology: Ontology, where: str) -> None:
    predicate = ontology.predicates.get(claim.predicate)
    if predicate is None:
        raise StoreError(f"{where} has the predicate {claim.predicate!r}, which the ontology lacks")
    if claim.status not in ontology.statuses:
        raise StoreError(f"{where} has the status {claim.status!r}, which the ontology lacks")
    for ident in (claim.subject, claim.object, claim.attributed_to):
        if ident and ident not in known:
            raise StoreError(f"{where} names {ident!r}, which is no entity of the article")
    if not claim.subject or not claim.object or claim.subject == claim.object:
        raise StoreError(f"{where} must join two entities")
    if predicate.symmetric and claim.subject > claim.object:
        raise StoreError(f"{where}: the smaller id comes first where a predicate is symmetric")
    if not 0.0 <= claim.confidence <= 1.0:
        raise StoreError(f"{where} has the confidence {claim.confidence!r}, which is outside [0, 1]")
