"""What follows from claims and mentions: typed relationships, and the names of entities.

Pure functions, the same for every store, so that all of them hold the same graph. None of them
depends on the order in which articles came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphkit.errors import StoreError
from graphkit.ontology import Ontology

DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Support:
    """What one claim lends to the relationship between its subject and its object.

    ``published`` is the ISO 8601 date of its article, empty where unknown; ``article`` the article's id.
    """

    status: str
    confidence: float
    published: str
    article: str


def triple(subject: str, predicate: str, object_: str) -> str:
    """Return the key that the claims of one relationship share; ids hold no spaces."""
    return f"{subject} {predicate} {object_}"


def derive_relationship(claims: Iterable[Support], ontology: Ontology) -> dict[str, Any] | None:
    """Return the properties of the relationship that claims of one triple support, or None where there is none.

    A claim that is ``denied`` supports nothing: it is left out of ``claims``, ``articles``, ``confidence``
    (the highest), ``first_seen`` and ``last_seen`` (the earliest and the latest known date of an
    article, empty where none is known), and only marks the relationship ``contested``. ``statuses`` are
    those of all claims, ``denied`` too, in the order of the ontology. ``status`` is that of the claims in
    the articles published last, an unknown date coming before every known one; where these disagree,
    the status lower in the ontology's table wins.
    """
    every = list(claims)
    supporting = [c for c in every if c.status != DENIED]
    if not supporting:
        return None
    rank = {status: place for place, status in enumerate(ontology.statuses)}
    for claim in every:
        if claim.status not in rank:
            raise StoreError(
                f"the graph holds a claim with the status {claim.status!r}, which this ontology lacks; "
                "give the --ontology that it was made with"
            )
    dates = sorted({c.published for c in supporting} - {""})
    return {
        "status": max(supporting, key=lambda c: (c.published, rank[c.status])).status,
        "statuses": sorted({c.status for c in every}, key=rank.__getitem__),
        "contested": len(supporting) < len(every),
        "confidence": max(c.confidence for c in supporting),
        "claims": len(supporting),
        "articles": len({c.article for c in supporting}),
        "first_seen": dates[0] if dates else "",
        "last_seen": dates[-1] if dates else "",
    }


@dataclass(slots=True)
class NameTally:
    """How many articles call an entity by which names.

    It is kept with the entity, so that an article can be added or withdrawn without reading the others.
    ``forms`` counts the articles in which a name occurs, ``chosen`` those that have it as the name.
    """

    articles: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    chosen: Counter[str] = field(default_factory=Counter)

    @classmethod
    def from_properties(cls, properties: Mapping[str, Any]) -> NameTally:
        """Read what ``properties`` gave; an entity that has nothing yet gives an empty tally."""
        names: Sequence[str] = properties["names"] or ()
        return cls(
            articles=properties["articles"] or 0,
            forms=Counter(dict(zip(names, properties["names_articles"] or (), strict=True))),
            chosen=Counter(dict(zip(names, properties["names_chosen"] or (), strict=True))),
        )

    def add(self, name: str, names: Iterable[str]) -> None:
        """Count an article that has the entity under ``name`` and calls it by ``names``."""
        self._count(name, names, 1)

    def withdraw(self, name: str, names: Iterable[str]) -> None:
        """Undo ``add``."""
        self._count(name, names, -1)

    def _count(self, name: str, names: Iterable[str], step: int) -> None:
        self.articles += step
        self.chosen[name] += step
        for form in {name, *names}:
            self.forms[form] += step

    def name(self) -> str:
        """Return the name that most articles have; of several the longest, then the first by code points."""
        return min(self.chosen, key=lambda form: (-self.chosen[form], -len(form), form))

    def properties(self) -> dict[str, Any]:
        """Return the tally as properties of the entity: name, names and, in the same order, their counts."""
        names = sorted(form for form, count in self.forms.items() if count > 0)
        return {
            "name": self.name(),
            "names": names,
            "names_articles": [self.forms[form] for form in names],
            "names_chosen": [self.chosen[form] for form in names],
            "articles": self.articles,
        }
