"""Markdown: YAML front matter for what is known of the article, and its text without the markup.

Paragraphs, headings and quotations become paragraphs with a blank line between, list items
lines that begin with ``- ``, table rows lines with ``|`` between the cells. Links and pictures leave
their words. Fenced code is left out: it is no prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from graphkit.articles.fields import Fields, normalise
from graphkit.articles.streams import decode
from graphkit.errors import ArticleError

FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
# What the generators of sites call the fields of an article.
KEYS = {
    "title": "title",
    "author": "author",
    "authors": "author",
    "date": "published",
    "published": "published",
    "publisher": "publisher",
    "url": "url",
}


def read_markdown(data: bytes) -> Fields:
    """Read Markdown; the title is the front matter's, else the first heading of level one."""
    source = normalise(decode(data))
    fields, body = _split(source)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    return {"title": _first_heading(tokens), **fields, "text": _text(tokens)}


def _split(source: str) -> tuple[dict[str, object], str]:
    """Return the front matter's fields and the rest."""
    match = FRONT_MATTER.match(source)
    if match is None:
        return {}, source
    try:
        # The base loader leaves every value the string that it is: no date is parsed, nothing is built.
        found = yaml.load(match[1], Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = "" if mark is None else f" in line {mark.line + 2}"
        raise ArticleError(f"its front matter is no valid YAML{place}; quote values that hold a colon") from error
    except RecursionError as error:
        raise ArticleError("its front matter is nested too deeply") from error
    if found is not None and not isinstance(found, dict):
        return {}, source  # a text between two rulers
    named = {str(key).lower(): value for key, value in (found or {}).items()}
    # An empty value says nothing; where two keys stand for one field, the first in KEYS wins.
    fields = {field: named[key] for key, field in reversed(KEYS.items()) if named.get(key)}
    return fields, source[match.end() :]


def _first_heading(tokens: Sequence[Token]) -> str:
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h1":
            return _words(content.children or [])
    return ""


def _text(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    close = False  # whether the block before was a list item or a table row
    for block, closes_up in _blocks(tokens):
        if not block:
            continue
        if parts:
            parts.append("\n" if close and closes_up else "\n\n")
        parts.append(block)
        close = closes_up
    return "".join(parts)


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    """Yield each block of text, and whether it closes up to one of its kind without a blank line."""
    marker = ""
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "list_item_open":
            marker = "- "
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield " | ".join(cells or []), True
            cells = None
        elif token.type == "inline":
            words = _words(token.children or []).strip()
            if cells is not None:
                cells.append(words)
            else:
                yield marker + words if words else "", bool(marker)
                marker = ""
        elif token.type == "code_block":  # indented by accident as often as not, so it is kept
            yield token.content.strip(), False
        elif token.type == "html_block":
            yield _without_tags(token.content), False


def _words(children: Sequence[Token]) -> str:
    """Return the words of a paragraph: one line, but for the breaks that the writer asked for."""
    parts = []
    for child in children:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "image":
            parts.append(_words(child.children or []))
    return "".join(parts)


def _without_tags(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    parser.close()
    return " ".join(" ".join(parser.words).split())


class _Words(HTMLParser):
    """Collects the words of a piece of HTML, but for scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._skipping = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._skipping = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipping:
            self._skipping = ""

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.words.append(data)
