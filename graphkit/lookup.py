"""Finding the entities that a name stands for: by id, by folded name, by any name or alias in any case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphkit.errors import QueryError
from graphkit.ontology import Ontology
from graphkit.queries import nearest
from graphkit.resolution import entity_id
from graphkit.stores.base import Store

BY_ID = "MATCH (e:Entity) WHERE e.id IN $ids RETURN e.id AS id, e.name AS name, e.kind AS kind ORDER BY id"
BY_NAME = """
MATCH (e:Entity) WHERE any(n IN e.names WHERE toLower(n) = toLower($name))
RETURN e.id AS id, e.name AS name, e.kind AS kind ORDER BY id"""
# Proposals for an unknown name are sought among the best known ones.
KNOWN_NAMES = "MATCH (e:Entity) RETURN e.name AS name ORDER BY e.articles DESC, e.id LIMIT 20000"
PROPOSED = 5


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that was found; ``kind`` is its type in small letters."""

    id: str
    name: str
    kind: str


def find(store: Store, ontology: Ontology, name: str) -> list[Match]:
    """Return what a name stands for, sorted by id: nothing where no entity bears it.

    An id stands for itself. A name that folds to an id, "CLEARVIEW AI INC.", stands for the entities of
    every type with that id; only where there are none are the aliases looked through.
    """
    rows = store.read(BY_ID, {"ids": [name]})
    if not rows:
        ids = [entity_id(name, type_) for type_ in sorted(ontology.types)]
        rows = store.read(BY_ID, {"ids": ids}) or store.read(BY_NAME, {"name": name})
    return [Match(**row) for row in rows]


def resolve_name(store: Store, ontology: Ontology, name: str) -> list[str]:
    """Return the ids that a name stands for: more than one only where they differ in type alone.

    Raises QueryError, with proposals, where the name is unknown or could mean several.
    """
    found = find(store, ontology, name)
    if not found:
        raise unknown(store, name)
    if len({_folded(match.id) for match in found}) > 1:
        raise ambiguous(name, found)
    return [match.id for match in found]


def resolve_one(store: Store, ontology: Ontology, name: str) -> str:
    """Return the one id that a name stands for; raises QueryError, with proposals, where there isn't just one."""
    found = find(store, ontology, name)
    if not found:
        raise unknown(store, name)
    if len(found) > 1:
        raise ambiguous(name, found)
    return found[0].id


def unknown(store: Store, name: str) -> QueryError:
    """Return the error for a name that no entity bears, with the nearest ones that some do."""
    known = [row["name"] for row in store.read(KNOWN_NAMES) if row["name"]]
    hint = nearest(name, known) or _containing(name, known) or "; `graphkit query search text=...` finds parts of names"
    return QueryError(f"nothing in the graph is called {name!r}{hint}")


def ambiguous(name: str, found: Iterable[Match]) -> QueryError:
    """Return the error for a name that several entities bear, with their ids."""
    ids = [match.id for match in found]
    shown = ", ".join(ids[:PROPOSED]) + (", ..." if len(ids) > PROPOSED else "")
    return QueryError(f"{name!r} may be {shown}: give one of these ids")


def _containing(name: str, known: Iterable[str]) -> str:
    folded = name.casefold()
    close = [k for k in known if folded in k.casefold()][:3]
    return f"; did you mean {' or '.join(map(repr, close))}?" if close else ""


def _folded(ident: str) -> str:
    return ident.partition("/")[2]
