"""JSON Lines, an article a line, and JSON files that hold one article or a list of them."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from typing import Any

from graphkit.articles.fields import article, id_without
from graphkit.articles.outcome import Failure, Outcome, Place
from graphkit.articles.streams import decode
from graphkit.errors import ArticleError

FIELDS = "id, title, text, url, published, publisher, author"


def read_lines(lines: Iterable[bytes], name: str) -> Iterator[Outcome]:
    """Yield an article or a failure for each line that is not blank; raises ArticleError where all are."""
    empty = True
    for number, line in enumerate(lines, start=1):
        stripped = (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip()
        if not stripped:
            continue
        empty = False
        try:
            row = _parse(stripped)
            yield _outcome(row, stripped, Place(name, number))
        except ArticleError as error:
            yield Failure.of(name, error, number)
    if empty:
        raise ArticleError("is empty: there is no article in it")


def read_json(data: bytes, name: str) -> Iterator[Outcome]:
    """Yield the article, or the list of articles, that a JSON file holds; raises ArticleError where it is broken.

    JSON Lines often bear the ending ``.json`` too, and are taken for what they are.
    """
    text = decode(data)
    if not text.strip():
        raise ArticleError("is empty: there is no article in it")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text.lstrip().startswith("{"):
            yield from read_lines(text.encode().split(b"\n"), name)
            return
        raise ArticleError(_broken(error, f"in line {error.lineno}")) from error
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"is JSON that cannot be read: {error}") from error
    if not isinstance(found, list):
        yield _outcome(found, data, Place(name))
        return
    if not found:
        raise ArticleError("is empty: the list in it holds no article")
    for number, row in enumerate(found, start=1):
        try:
            place, read = _outcome(row, json.dumps(row).encode(), Place(f"{name}, article {number}"))
            yield place, read
        except ArticleError as error:
            yield Failure.of(f"{name}, article {number}", error)


def _parse(line: bytes) -> Any:
    try:
        return json.loads(decode(line))
    except json.JSONDecodeError as error:
        raise ArticleError(_broken(error, f"at character {error.pos + 1}")) from error
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"is JSON that cannot be read: {error}") from error


def _outcome(row: Any, data: bytes, place: Place) -> tuple[Place, Any]:
    if not isinstance(row, dict):
        raise ArticleError(f"must be a JSON object with the fields {FIELDS}")
    name = place.source if place.line is None else f"{place.source}:{place.line}"
    return place, article(row, id_without(name, data))


def _broken(error: json.JSONDecodeError, where: str) -> str:
    return f"is broken JSON {where}: {error.msg[:1].lower()}{error.msg[1:]}"
