"""The labels that the model's heads are trained to give, in the order of their columns."""

from __future__ import annotations

from dataclasses import dataclass

from graphkit.ontology import Ontology

TYPES = ("Company", "Agency", "Organization", "Person", "Product", "Technology", "Place")
# Word tags: outside, then begin and inside of each type.
TAGS = ("O", *(f"{position}-{type_}" for type_ in TYPES for position in "BI"))
STATUSES = ("actual", "testing", "planned", "ended", "alleged", "denied")


@dataclass(frozen=True, slots=True)
class Relation:
    """A predicate and the way it runs between two mentions in the order of the text."""

    predicate: str
    backward: bool = False  # the second mention is the subject


def relations(ontology: Ontology) -> tuple[Relation, ...]:
    """Return one relation for each symmetric predicate and two for each other one."""
    found = []
    for predicate in ontology.predicates.values():
        found.append(Relation(predicate.name))
        if not predicate.symmetric:
            found.append(Relation(predicate.name, backward=True))
    return tuple(found)


RELATIONS = relations(Ontology.load())


def type_id(type_: str) -> int:
    """Return the model's number of an entity type; 0 stands for one it was not trained on."""
    return TYPES.index(type_) + 1 if type_ in TYPES else 0


def allowed(first: str, second: str, ontology: Ontology) -> tuple[bool, ...]:
    """Tell for each relation whether it may join mentions of these types, in the order of the text."""
    return tuple(
        ontology.predicates[r.predicate].allows(*((second, first) if r.backward else (first, second)))
        or (ontology.predicates[r.predicate].symmetric and ontology.predicates[r.predicate].allows(second, first))
        for r in RELATIONS
    )


def described() -> dict[str, list[object]]:
    """Return the labels as a model's settings hold them, so that a model for other labels is known as such."""
    return {
        "types": list(TYPES),
        "tags": list(TAGS),
        "statuses": list(STATUSES),
        "relations": [[r.predicate, r.backward] for r in RELATIONS],
    }
