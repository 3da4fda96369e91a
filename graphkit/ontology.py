"""The ontology: which entity types, predicates and statuses there are, read from YAML.

``Ontology.load()`` gives graphkit's own (``ontology.yaml``); ``Ontology.load(path)`` adds a
user's file to it: further types, predicates and statuses, or other entries for known ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from graphkit.errors import OntologyError
from graphkit.records import Extraction

TYPE_NAME = re.compile(r"[A-Z][A-Za-z]{0,39}")
PREDICATE_NAME = re.compile(r"[A-Z][A-Z_]{0,38}[A-Z]")
STATUS_NAME = re.compile(r"[a-z]{1,20}")
# Labels and relationship types that the graph uses for itself.
RESERVED = frozenset({"Entity", "Article", "Claim", "SUBJECT", "OBJECT", "STATED_IN", "ATTRIBUTED_TO", "MENTIONS"})


@dataclass(frozen=True, slots=True)
class Predicate:
    """A kind of claim: which types it joins and how a person would say it."""

    name: str
    caption: str
    domain: frozenset[str]
    range: frozenset[str]
    symmetric: bool = False

    def allows(self, subject: str, object_: str) -> bool:
        """Tell whether a subject and an object of these types may be joined."""
        return subject in self.domain and object_ in self.range


@dataclass(frozen=True)
class Ontology:
    """Types, predicates and statuses by name; statuses in rising precedence."""

    types: Mapping[str, str]
    predicates: Mapping[str, Predicate]
    statuses: Mapping[str, str]

    @classmethod
    def load(cls, extension: str | Path | None = None) -> Ontology:
        """Read graphkit's ontology, with the user's file ``extension`` laid over it.

        Raises OntologyError where the file cannot be read, has an unknown key, or names
        something that is no valid or known name.
        """
        base = _own()
        if extension is None:
            return base
        path = Path(extension)
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise OntologyError(f"ontology file {path} cannot be read: {reason}; check the path") from error
        except UnicodeDecodeError as error:
            raise OntologyError(f"ontology file {path} cannot be read: it is not UTF-8; save it as UTF-8") from error
        return _parse(text, str(path), base)

    def permitted(self, extraction: Extraction) -> Extraction:
        """Return an extraction without the claims whose predicate may not join such types here.

        A model knows graphkit's own ontology; a user's file may allow less.
        """
        types = {entity.id: entity.type for entity in extraction.entities}
        claims = tuple(
            claim
            for claim in extraction.claims
            if (predicate := self.predicates.get(claim.predicate)) is not None
            and predicate.allows(types.get(claim.subject, ""), types.get(claim.object, ""))
        )
        return replace(extraction, claims=claims)

    def check(self, extraction: Extraction) -> None:
        """Raise OntologyError, naming the article, where an extraction holds what is not allowed."""
        where = f"article {extraction.article.id}"
        types: dict[str, str] = {}
        for entity in extraction.entities:
            if entity.type not in self.types:
                raise OntologyError(f"{where}: entity {entity.name!r} has the unknown type {entity.type!r}")
            types[entity.id] = entity.type
        for claim in extraction.claims:
            predicate = self.predicates.get(claim.predicate)
            what = f"{where}: claim {claim.subject} {claim.predicate} {claim.object}"
            if predicate is None:
                raise OntologyError(f"{what}: there is no such predicate")
            if claim.status not in self.statuses:
                raise OntologyError(f"{what}: there is no status {claim.status!r}")
            if claim.subject not in types or claim.object not in types:
                raise OntologyError(f"{what}: it names an entity that is not in the extraction")
            if claim.subject == claim.object:
                raise OntologyError(f"{what}: subject and object are the same")
            subject, object_ = types[claim.subject], types[claim.object]
            if not predicate.allows(subject, object_):
                raise OntologyError(f"{what}: it cannot join a {subject} and a {object_}")
            if not 0 <= claim.start < claim.end <= len(extraction.article.text):
                raise OntologyError(f"{what}: its sentence [{claim.start}, {claim.end}) is outside the text")


@cache
def _own() -> Ontology:
    text = resources.files("graphkit").joinpath("ontology.yaml").read_text(encoding="utf-8")
    return _parse(text, "graphkit/ontology.yaml", Ontology({}, {}, {}))


def _parse(text: str, where: str, base: Ontology) -> Ontology:
    try:
        data = yaml.safe_load(text) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: 2020-02-30, taken for a date
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        place = "" if line is None else f", line {line + 1}"
        raise OntologyError(f"ontology file {where}{place} is no valid YAML") from error
    sections = _mapping(data, where)
    _known(sections, {"types", "predicates", "statuses"}, where)
    types = {**base.types, **_captions(sections, "types", TYPE_NAME, where)}
    statuses = {**base.statuses, **_captions(sections, "statuses", STATUS_NAME, where)}
    predicates = dict(base.predicates)
    for name, entry in _mapping(sections.get("predicates"), f"{where}: predicates").items():
        predicates[name] = _predicate(name, entry, types, f"{where}: predicate {name}")
    return Ontology(types, predicates, statuses)


def _predicate(name: Any, entry: Any, types: Mapping[str, str], where: str) -> Predicate:
    _name(name, PREDICATE_NAME, where)
    fields = _mapping(entry, where)
    _known(fields, {"caption", "domain", "range", "symmetric"}, where)
    sides = {}
    for side in ("domain", "range"):
        listed = fields.get(side)
        if not isinstance(listed, list) or not listed:
            raise OntologyError(f"{where}: {side} must be a list of types")
        unknown = [t for t in listed if not isinstance(t, str) or t not in types]
        if unknown:
            raise OntologyError(f"{where}: {side} names the unknown type {unknown[0]!r}")
        sides[side] = frozenset(map(str, listed))
    symmetric = fields.get("symmetric", False)
    if not isinstance(symmetric, bool):
        raise OntologyError(f"{where}: symmetric must be true or false")
    caption = str(fields.get("caption") or name.lower().replace("_", " "))
    return Predicate(name, caption, sides["domain"], sides["range"], symmetric)


def _captions(sections: Mapping[str, Any], section: str, pattern: re.Pattern[str], where: str) -> dict[str, str]:
    found = {}
    for name, entry in _mapping(sections.get(section), f"{where}: {section}").items():
        place = f"{where}: {section}: {name}"
        _name(name, pattern, place)
        fields = _mapping(entry, place)
        _known(fields, {"caption"}, place)
        found[name] = str(fields.get("caption") or name)
    return found


def _name(name: Any, pattern: re.Pattern[str], where: str) -> None:
    if not isinstance(name, str) or not pattern.fullmatch(name) or name in RESERVED:
        raise OntologyError(f"{where}: {name!r} is no name that the graph can use (want {pattern.pattern})")


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise OntologyError(f"{where} must be a mapping")
    return value


def _known(fields: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in fields:
        if name not in known:
            raise OntologyError(f"{where}: unknown key {name!r} (known are {', '.join(sorted(known))})")
