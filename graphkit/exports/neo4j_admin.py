"""Files for `neo4j-admin database import full`: the way into Neo4j for graphs too large for transactions.

A folder with a header and a data file for each combination of labels and each relationship type, the
command that imports them (``import.sh``), and the schema to make afterwards (``schema.cypher``). What is
imported equals, property for property, what a store would have written by transactions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BufferedWriter
from pathlib import Path
from typing import Any

from graphkit.errors import StoreError
from graphkit.exports.cypher import BETWEEN_ENTITIES, ENDS, known_labels, known_name
from graphkit.exports.folder import replacing_files
from graphkit.stores import statements
from graphkit.stores.base import Row, Store

IMPORT = "import.sh"
SCHEMA = "schema.cypher"
# The importer splits lists at a character that it has no escape for: the first of these that is in no list.
DELIMITERS = "\x1f\x1e\x1d\x1c" + "".join(map(chr, range(0xE000, 0xE020)))
# Of the importer, in bytes: each row has to fit in twice. Four mebibytes are its own default.
MEBIBYTE = 2**20
LEAST_BUFFER = 4
# What isn't listed is text.
TYPES = {
    "articles": "long",
    "claims": "long",
    "confidence": "double",
    "contested": "boolean",
    "count": "long",
    "end_char": "long",
    "names": "string[]",
    "names_articles": "long[]",
    "names_chosen": "long[]",
    "start_char": "long",
    "statuses": "string[]",
}
SCRIPT = """\
#!/bin/sh
# Imports the graph in this folder, {nodes} nodes and {relationships} relationships, into Neo4j 5.26 or later.
# Run it on the machine of the server, as the server's user, while the server is stopped. Start the server then, and
# run {schema} on the database.
#   NEO4J_ADMIN      the neo4j-admin to run, if it isn't on the PATH
#   NEO4J_DATABASE   the database, neo4j if unset; it has to be empty, or give --overwrite-destination
# Options that are given are handed on to neo4j-admin.
set -eu
case ${{NEO4J_ADMIN:-}} in
  /*) ;;
  */*) NEO4J_ADMIN=$PWD/$NEO4J_ADMIN ;;
esac
CDPATH= cd -- "$(dirname -- "$0")"
exec "${{NEO4J_ADMIN:-neo4j-admin}}" database import full \\
{options}    --report-file="${{TMPDIR:-/tmp}}/graphkit-import.report" "$@" "${{NEO4J_DATABASE:-neo4j}}"
"""


class DelimiterError(ValueError):
    """An item of a list holds the character that is to part items."""


def write_admin_files(store: Store, folder: str | Path) -> list[Path]:
    """Write the files, ``import.sh`` first in the list of their paths that is returned.

    The folder is made where it isn't there; other files in it stay. Nothing is changed before all files
    are written. Raises GraphkitError where a file cannot be written, and StoreError where the graph is
    empty or holds what graphkit didn't write.
    """
    with replacing_files(folder) as draft:
        names = _write(store, draft)
    return [Path(folder) / name for name in names]


def text_field(text: str) -> str:
    """Return text as a field: quoted, so that nothing in it counts but quotes, which are doubled.

    The empty string is a field of two quotes, which is how the importer tells it from no value.
    """
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def typed_field(value: Any, type_: str, delimiter: str) -> str:
    """Return a property as a field of a type of the importer's; nothing for None.

    Raises DelimiterError where an item of a list holds the delimiter, TypeError where the value is of another type.
    """
    if value is None:
        return ""
    if type_.endswith("[]"):
        items = [_item(item, type_.removesuffix("[]")) for item in _expected(value, list | tuple)]
        if any(delimiter in item for item in items):
            raise DelimiterError(delimiter)
        return text_field(delimiter.join(items))
    return text_field(value) if type_ == "string" and isinstance(value, str) else _item(value, type_)


def _item(value: Any, type_: str) -> str:
    if type_ == "boolean":
        return "true" if _expected(value, bool) else "false"
    if isinstance(value, bool):
        raise TypeError(value)
    if type_ == "long":
        return str(_expected(value, int))
    if type_ == "double":
        if not math.isfinite(_expected(value, int | float)):
            raise TypeError(value)
        return repr(float(value))
    return str(_expected(value, str))


def _expected(value: Any, type_: Any) -> Any:
    if not isinstance(value, type_):
        raise TypeError(value)
    return value


@dataclass
class _Group:
    """The rows of one combination of labels, or of one relationship type, on their way into a file."""

    option: str  # --nodes=Entity:Company
    name: str
    columns: tuple[str, ...]
    data: BufferedWriter
    rows: int = 0


@dataclass
class _Draft:
    """The files while they are written; one for each option, by its text."""

    folder: Path
    delimiter: str
    stack: ExitStack
    groups: dict[str, _Group] = field(default_factory=dict)
    longest: int = 0  # bytes of a row

    def add(self, row: Row) -> None:
        group = self._group(row)
        ends = [row["id"]] if row["kind"] == "node" else [row["start"], row["end"]]
        fields = [text_field(ident) for ident in ends]
        for name in group.columns:
            try:
                fields.append(typed_field(row["properties"][name], TYPES.get(name, "string"), self.delimiter))
            except TypeError as error:
                raise StoreError(
                    f"{' '.join(ends)} has the {name} {error}, which graphkit cannot have written;"
                    " mend it, or export jsonl instead"
                ) from None
        line = ",".join(fields).encode() + b"\n"
        group.data.write(line)
        group.rows += 1
        self.longest = max(self.longest, len(line))

    def _group(self, row: Row) -> _Group:
        kind = "nodes" if row["kind"] == "node" else "relationships"
        names = known_labels(row["labels"]) if kind == "nodes" else [known_name(row["type"])]
        option = f"--{kind}={':'.join(names)}"
        if option not in self.groups:
            self.groups[option] = self._open(option, "-".join(names), row)
        return self.groups[option]

    def _open(self, option: str, name: str, row: Row) -> _Group:
        columns = tuple(row["properties"])
        (self.folder / f"{name}.header.csv").write_bytes(f"{','.join(_header(row, columns))}\n".encode())
        data = self.stack.enter_context((self.folder / f"{name}.csv").open("wb"))
        return _Group(option, name, columns, data)

    def options(self) -> list[str]:
        """Return what the importer has to be told."""
        buffer = max(LEAST_BUFFER, math.ceil(2 * self.longest / MEBIBYTE))
        return [
            *(f"{g.option}={g.name}.header.csv,{g.name}.csv" for _, g in sorted(self.groups.items())),
            f"--array-delimiter=U+{ord(self.delimiter):04X}",
            "--multiline-fields=true",
            "--legacy-style-quoting=false",
            "--ignore-empty-strings=false",
            "--trim-strings=false",
            f"--read-buffer-size={buffer}m",
        ]

    def count(self, kind: str) -> int:
        """Return how many ``nodes`` or ``relationships`` there are."""
        return sum(group.rows for option, group in self.groups.items() if option.startswith(f"--{kind}="))


def _write(store: Store, folder: Path) -> list[str]:
    """Write all files, once more with another delimiter where a list holds one; return their names."""
    for delimiter in DELIMITERS:
        try:
            draft = _written(store.export(), folder, delimiter)
        except DelimiterError:
            continue
        if not draft.groups:
            raise StoreError("the graph is empty: there is nothing to import")
        (folder / IMPORT).write_text(_script(draft), encoding="utf-8", newline="\n")
        (folder / IMPORT).chmod(0o777 & (folder / IMPORT).stat().st_mode | 0o111)
        (folder / SCHEMA).write_text(statements.schema_script(), encoding="utf-8", newline="\n")
        names = [f"{g.name}{end}" for _, g in sorted(draft.groups.items()) for end in (".header.csv", ".csv")]
        return [IMPORT, SCHEMA, *names]
    raise StoreError("names in the graph hold every character that could part them; export cypher instead")


def _written(rows: Iterable[Row], folder: Path, delimiter: str) -> _Draft:
    with ExitStack() as stack:
        draft = _Draft(folder, delimiter, stack)
        for row in rows:
            draft.add(row)
    return draft


def _script(draft: _Draft) -> str:
    options = "".join(f"    {option} \\\n" for option in draft.options())
    return SCRIPT.format(
        nodes=draft.count("nodes"), relationships=draft.count("relationships"), schema=SCHEMA, options=options
    )


def _header(row: Row, columns: Sequence[str]) -> list[str]:
    """Return the names of the columns, with the groups that ids belong to: each kind of node has its own."""
    if row["kind"] == "node":
        ends = [f"id:ID({known_labels(row['labels'])[0]})"]
    else:
        start, end = ENDS.get(row["type"], BETWEEN_ENTITIES)
        ends = [f":START_ID({start})", f":END_ID({end})"]
    return [*ends, *(f"{name}:{TYPES.get(name, 'string')}" for name in columns)]
