"""What the command line prints: tables, JSON, CSV and errors, safe for text from anywhere."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from graphkit.rows import Rows

# A spreadsheet takes a cell that begins so for a formula, which could run a command.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(rows.columns)
    for row in rows:
        writer.writerow([guarded(row[column]) for column in rows.columns])


def guarded(value: Any) -> Any:
    """Return a CSV cell that no spreadsheet runs."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def write_table(rows: Rows, title: str = "") -> None:
    """Write rows as a table that fits the terminal; in a pipe it is as wide as it needs to be."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(clean(title)) if title else None, title_justify="left", box=box.SIMPLE_HEAD)
    numeric = {c for c in rows.columns if rows and all(_is_number(row[c]) for row in rows)}
    for column in rows.columns:
        table.add_column(Text(column), justify="right" if column in numeric else "left", overflow="fold")
    for row in rows:
        # Text, not str: nothing in it is read as markup.
        table.add_row(*(Text(cell(row[column])) for column in rows.columns))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(80, min(2000, console.measure(table).maximum))
    if not rows:
        note("no rows")
    else:
        console.print(table)


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
