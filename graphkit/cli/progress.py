"""Progress of an ingestion on a terminal: articles, rate, time left. Nothing of it in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from graphkit.articles.formats import format_of
from graphkit.articles.locate import Located, locate
from graphkit.ingestion import Report


@contextmanager
def shown(sources: Sequence[str]) -> Iterator[Callable[[Report], None] | None]:
    """Give a callback that draws a bar on standard error, or None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [
        TextColumn("articles"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("articles", total=count(sources), rate="")

        def update(report: Report) -> None:
            rate = f"{report.words / report.seconds:,.0f} words/s" if report.seconds else ""
            bar.update(task, completed=report.articles, rate=rate)

        yield update


def count(sources: Sequence[str]) -> int | None:
    """Count the articles of sources by files and, in JSON Lines, lines; None where standard input is among them."""
    if "-" in sources:
        return None
    return sum(_articles_in(found) for found in locate(sources) if isinstance(found, Located))


def _articles_in(found: Located) -> int:
    if found.path is None or format_of(found.path) != "jsonl":
        return 1
    try:
        with open(found.path, "rb") as stream:
            return sum(1 for line in stream if line.strip())
    except OSError:
        return 1
