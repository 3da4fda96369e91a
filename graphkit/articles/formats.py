"""The formats that articles come in: by a file's ending, by a guess at its beginning, and their readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from graphkit.articles.fields import Fields, article, id_without
from graphkit.articles.jsonlines import read_json, read_lines
from graphkit.articles.markdown import read_markdown
from graphkit.articles.outcome import Outcome, Place
from graphkit.articles.plain import read_plain
from graphkit.articles.streams import UTF16_MARKS, Pushback, decode
from graphkit.articles.webpage import read_html

ENDINGS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
FORMATS = ("text", "markdown", "html", "jsonl", "json")
ONE_ARTICLE: dict[str, Callable[[bytes], Fields]] = {
    "text": read_plain,
    "markdown": read_markdown,
    "html": read_html,
}


def format_of(path: str) -> str | None:
    """Return the format that a file's ending stands for, None where it is no article's."""
    return ENDINGS.get(Path(path).suffix.lower())


def guess_format(head: bytes) -> str:
    """Guess a format from the first character: ``{`` is JSON Lines, ``[`` is JSON, ``<`` is HTML, all else is text."""
    encoding = "utf-16" if head.startswith(UTF16_MARKS) else "utf-8-sig"
    start = head.decode(encoding, "ignore").lstrip()
    if start.startswith("["):
        # A text may well begin with a bracket; a list of articles has an object next.
        return "json" if start[1:].lstrip()[:1] in {"{", ""} else "text"
    return {"{": "jsonl", "<": "html"}.get(start[:1], "text")


def read_stream(stream: Pushback, name: str, format: str) -> Iterator[Outcome]:
    """Yield the articles of one open source, called ``name``; raises ArticleError where none can be read."""
    if format == "jsonl":
        if stream.head().startswith(UTF16_MARKS):
            # A line end is two bytes here, so that the whole is decoded before it is split.
            yield from read_lines(decode(stream.read()).encode().splitlines(), name)
        else:
            yield from read_lines(stream.lines(), name)
    elif format == "json":
        yield from read_json(stream.read(), name)
    else:
        data = stream.read()
        yield Place(name), article(ONE_ARTICLE[format](data), id_without(name, data))
