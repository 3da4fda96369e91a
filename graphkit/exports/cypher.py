"""Cypher: a script that makes the whole graph anew in an empty Neo4j, for `cypher-shell` or the Browser.

Every line is a comment or one whole statement. A script has no parameters, so text from articles
stands in it as string literals; nothing else in a statement comes from the graph but labels and
relationship types, which have to be names that the ontology could hold.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from graphkit.errors import StoreError
from graphkit.ontology import PREDICATE_NAME, RESERVED, TYPE_NAME
from graphkit.stores import statements
from graphkit.stores.base import Row, Store

HEADER = (
    "// A graph that graphkit wrote out: run it on an empty Neo4j database, 5.26 or later.\n"
    "// Each line is a comment or a whole statement.\n"
)
BATCH_ROWS = 200
BATCH_CHARACTERS = 100_000
# What a relationship leads from and to, by a label under which Neo4j finds ids by its constraint.
ENDS = {
    "MENTIONS": ("Article", "Entity"),
    "STATED_IN": ("Claim", "Article"),
    "SUBJECT": ("Claim", "Entity"),
    "OBJECT": ("Claim", "Entity"),
    "ATTRIBUTED_TO": ("Claim", "Entity"),
}
BETWEEN_ENTITIES = ("Entity", "Entity")
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Control characters, separators of lines, marks of direction and other invisible characters. The
# u after a backslash is among them: Neo4j 5 replaces \uXXXX before it looks for strings, and must
# not take an escaped backslash and the u after it for the beginning of one.
_TO_ESCAPE = re.compile(
    '(?<=\\\\)u|[\\\\"\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]'
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def cypher(store: Store) -> Iterator[str]:
    """Yield the lines of the script; raises StoreError for a label or a type that graphkit didn't write."""
    yield HEADER
    for statement in statements.schema():
        yield f"{' '.join(statement.split())};\n"
    yield from _statements(store.export())


def string_literal(text: str) -> str:
    """Return text as a Cypher string on one line, which every version of Neo4j reads alike.

    Half a pair of surrogates, which is no text, becomes U+FFFD.
    """
    whole = _SURROGATE.sub("\ufffd", text)
    return f'"{_TO_ESCAPE.sub(_escape, whole)}"'


def literal(value: Any) -> str:
    """Return a property as a Cypher literal; raises StoreError for what graphkit never writes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return string_literal(value)
    if isinstance(value, int | float) and math.isfinite(value):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    raise StoreError(f"the property {value!r} cannot be written as Cypher; export jsonl instead")


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT.get(character) or f"\\u{ord(character):04X}"


def _opening(row: Row) -> str:
    """Return what is done with each row: equal for rows that one statement can write."""
    if row["kind"] == "node":
        return f"CREATE (n{''.join(f':{label}' for label in known_labels(row['labels']))}) SET n = row"
    start, end = ENDS.get(row["type"], BETWEEN_ENTITIES)
    return (
        f"MATCH (s:{start} {{id: row.s}}) MATCH (o:{end} {{id: row.o}})"
        f" CREATE (s)-[r:{known_name(row['type'])}]->(o) SET r = row.p"
    )


def _row_literal(row: Row) -> str:
    if row["kind"] == "node":
        return _map({"id": row["id"], **row["properties"]})
    return f"{{s: {literal(row['start'])}, o: {literal(row['end'])}, p: {_map(row['properties'])}}}"


def _map(properties: dict[str, Any]) -> str:
    return f"{{{', '.join(f'{name}: {literal(value)}' for name, value in properties.items())}}}"


def known_labels(labels: Iterable[str]) -> list[str]:
    """Return labels in order, Entity before Company; raises StoreError for one that graphkit cannot have written."""
    # An embedded store files a node under the first of its labels.
    return sorted(map(known_name, labels), key=lambda label: (label not in RESERVED, label))


def known_name(name: str) -> str:
    """Return a label or relationship type as it is; raises StoreError for one that graphkit cannot have written."""
    if not TYPE_NAME.fullmatch(name) and not PREDICATE_NAME.fullmatch(name):
        raise StoreError(
            f"the graph has a label or relationship type {name!r} that is not graphkit's;"
            " take it off, or export jsonl instead"
        )
    return name


def _statements(rows: Iterable[Row]) -> Iterator[str]:
    """Gather rows that one statement can write; all nodes come before the first relationship."""
    for _, of_one_kind in groupby(rows, key=lambda row: row["kind"]):
        pending: dict[str, _Batch] = defaultdict(_Batch)
        for row in of_one_kind:
            opening, text = _opening(row), _row_literal(row)
            if not pending[opening].has_room_for(text):
                yield _statement(opening, pending.pop(opening))
            pending[opening].add(text)
        for opening, batch in pending.items():
            yield _statement(opening, batch)


def _statement(opening: str, batch: _Batch) -> str:
    return f"UNWIND [{', '.join(batch.literals)}] AS row {opening};\n"


@dataclass
class _Batch:
    """The rows of a statement: few enough for a parser to take them at once."""

    literals: list[str] = field(default_factory=list)
    characters: int = 0

    def has_room_for(self, text: str) -> bool:
        return not self.literals or (
            len(self.literals) < BATCH_ROWS and self.characters + len(text) <= BATCH_CHARACTERS
        )

    def add(self, text: str) -> None:
        self.literals.append(text)
        self.characters += len(text)
