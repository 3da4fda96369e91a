"""What the command line prints: tables, JSON, CSV and errors, safe for text from anywhere."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from graphkit.rows import Rows

if TYPE_CHECKING:
    from rich.table import Table

UNBOUNDED = 100_000  # columns: wider than any table


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    json = "json"
    csv = "csv"


def clean(text: str) -> str:
    """Return text with control and other invisible characters escaped: they could rewrite the terminal."""
    return "".join(c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else ascii(c)[1:-1] for c in text)


def fail(message: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"graphkit: {clean(message)}\n")


def note(message: str) -> None:
    """Write one line of remarks, no result, to standard error."""
    sys.stderr.write(f"{clean(message)}\n")


def write_rows(rows: Rows, format: Format) -> None:
    """Write rows to standard output."""
    writers: dict[Format, Callable[[Rows], None]] = {
        Format.table: write_table,
        Format.json: write_json,
        Format.csv: write_csv,
    }
    writers[format](rows)


def write_json(value: Any) -> None:
    """Write rows as a JSON array, anything else as it is."""
    data = value.to_dicts() if isinstance(value, Rows) else value
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def write_csv(rows: Rows) -> None:
    """Write rows as CSV with a header; text that a spreadsheet could take for a formula gets a quote in front."""
    from graphkit.exports.tables import guarded

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(rows.columns)
    for row in rows:
        writer.writerow([guarded(row[column]) for column in rows.columns])


def write_table(rows: Rows, title: str = "") -> None:
    """Write rows as a table, without the columns that are empty in every row.

    In a pipe it is as wide as it needs to be. On a terminal too narrow for it, each row is
    written as a block of lines.
    """
    from rich.console import Console
    from rich.measure import Measurement

    if not rows:
        note("no rows")
        return
    columns = [c for c in rows.columns if not all(_is_empty(row[c]) for row in rows)]
    console = Console(highlight=False)
    for padding in (1, 0):
        table = _table(rows, columns, title, padding)
        unbounded = Measurement.get(console, console.options.update(max_width=UNBOUNDED), table)
        if not console.is_terminal:
            console.width = max(console.width, unbounded.maximum)
        if unbounded.minimum <= console.width:
            console.print(table)
            return
    _write_blocks(rows, columns, title)


def _table(rows: Rows, columns: list[str], title: str, padding: int) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(clean(title)) if title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, padding, 0, 0),
    )
    for column in columns:
        numeric = all(_is_number(row[column]) for row in rows)
        table.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        # Text, not str: nothing in it is read as markup.
        table.add_row(*(Text(cell(row[column])) for column in columns))
    return table


def _write_blocks(rows: Rows, columns: list[str], title: str) -> None:
    if title:
        print(clean(title))
    for row in rows:
        print()
        write_pairs({column: row[column] for column in columns if not _is_empty(row[column])})


def write_claims(claims: Rows) -> None:
    """Write claims for reading: what is claimed, how sure the text is, the sentence and where it stands."""
    print("Claims")
    for row in claims:
        said = f", says {row['attributed_to']}" if row["attributed_to"] else ""
        place = ", ".join(str(row[n]) for n in ("title", "publisher", "published", "article") if row[n])
        span = f"[{row['start_char']}, {row['end_char']})"
        print(clean(f"  {row['subject']} {row['predicate']} {row['object']} ({row['status']}{said})"))
        print(f"    {clean(row['sentence'])}")
        print(f"    {clean(place)} {span}")


def write_pairs(pairs: Mapping[str, Any]) -> None:
    """Write names and values, one a line."""
    width = max((len(name) for name in pairs), default=0)
    for name, value in pairs.items():
        print(f"{clean(name):<{width}}  {cell(value)}")


def cell(value: Any) -> str:
    """Return a value as a cell of a table shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return "; ".join(map(cell, value))
    return clean(str(value))


def write_lines(lines: Iterable[str], output: str) -> None:
    """Write pieces of text to a file, whole or not at all, or to standard output for ``-``."""
    from graphkit.cli.files import replacing

    if output == "-":
        for line in lines:
            sys.stdout.write(line)
        return
    with replacing(output) as stream:
        for line in lines:
            stream.write(line)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value == ""
