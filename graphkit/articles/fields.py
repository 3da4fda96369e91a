"""From the fields that a reader found to an article: what each field must be, and how it is normalised."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

from graphkit.errors import ArticleError
from graphkit.records import Article

# Field names as in ``Article``, to whatever stood there.
Fields = Mapping[str, object]

LINE_END = re.compile(r"\r\n?")
STANDARD_INPUT = "standard input"


def article(fields: Fields, ident: str) -> Article:
    """Build an article; ``ident`` is its id where ``fields`` has none.

    Raises ArticleError where the text is missing or empty, a field has the wrong type, or
    ``published`` is no date.
    """
    if fields.get("text") is None:
        raise ArticleError("has no field 'text'")
    text = normalise(_string(fields, "text"))
    if not text.strip():
        raise ArticleError("is empty: there is no text in it")
    return Article(
        id=_ident(fields) or ident,
        text=text,
        title=_line(fields, "title"),
        url=_line(fields, "url"),
        publisher=_line(fields, "publisher"),
        author=_line(fields, "author"),
        published=published(_line(fields, "published")),
    )


def id_without(name: str, data: bytes) -> str:
    """Return the id of an article that brings none along: its place or, out of a pipe, a hash of what came.

    Were it one name for all that comes through pipes, each would replace the one before it in a store.
    """
    return f"stdin:{hashlib.sha256(data).hexdigest()[:16]}" if name.startswith(STANDARD_INPUT) else name


def normalise(text: str) -> str:
    """Return text in NFC with ``\\n`` as its line end; raises ArticleError for what no text can hold."""
    if "\0" in text:
        raise ArticleError("its text holds a NUL character; remove it")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"character {error.start} of its text is half a surrogate pair (\\u{ord(text[error.start]):04x}); remove it"
        ) from error
    return unicodedata.normalize("NFC", LINE_END.sub("\n", text))


def published(value: str) -> str:
    """Return the ISO 8601 date of a date or a date and time, as written in its own time zone; empty for empty."""
    if not value:
        return ""
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            return parse(value).strftime("%Y-%m-%d").rjust(10, "0")
        except ValueError:
            continue
    raise ArticleError(f"its date {value!r} cannot be read; write it as 2020-02-28 or 2020-02-28T09:30:00Z")


def _ident(fields: Fields) -> str:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _line(fields, "id")


def _line(fields: Fields, name: str) -> str:
    """Return a field as one line: a list of strings joined by commas, white space collapsed, None as nothing."""
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, list) and name == "author" and all(isinstance(v, str) for v in value):
        value = ", ".join(value)
    return " ".join(normalise(_string({name: value}, name)).split())


def _string(fields: Fields, name: str) -> str:
    value = fields[name]
    if not isinstance(value, str):
        raise ArticleError(f"field {name!r} must be a string, not {_kind(value)}")
    return value


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    return {int: "a number", float: "a number", list: "a list", dict: "an object"}.get(type(value), "something else")
