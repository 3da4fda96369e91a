"""Reading articles from files, folders, globs and standard input.

``read`` yields, in the order of the sources, an ``Article`` for each article that could be read
and a ``Failure`` for each that could not, so that one bad article never stops the others::

    for item in read(["news/", "more.jsonl", "-"]):
        if isinstance(item, Failure):
            print(item, file=sys.stderr)
        else:
            ...

Text comes as it is in the source, in Unicode's form NFC and with ``\\n`` as the line end:
the offsets of mentions and claims refer to it in this form. Files are UTF-8 (with or without a byte
order mark) or UTF-16 (with one); HTML may declare any charset. No other encoding is guessed at,
since a wrong guess would quietly spoil names.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from graphkit.articles.formats import ENDINGS, FORMATS, format_of, guess_format, read_stream
from graphkit.articles.locate import Located, locate
from graphkit.articles.outcome import Failure, Outcome, Place
from graphkit.articles.streams import Pushback
from graphkit.errors import ArticleError
from graphkit.records import Article

__all__ = ["FORMATS", "Failure", "read"]


def read(
    sources: str | Path | Iterable[str | Path], *, format: str | None = None, stdin: BinaryIO | None = None
) -> Iterator[Article | Failure]:
    """Yield every article of ``sources``, and a ``Failure`` for whatever cannot be read.

    A source is a file, a folder (searched through, in sorted order; hidden files, and files that are no
    articles by their ending, are passed over), a glob, or ``-`` for standard input (``stdin``, a
    stream of bytes, where given). A file that is met twice is read once. Sources are read as they are
    asked for: JSON Lines a line at a time, other formats a file at a time.

    ``format`` is one of ``FORMATS`` and holds for standard input and for files that are named one by
    one; without it a file's ending decides, and the first character where there is none.
    Raises ArticleError where there is no such format.
    """
    if format is not None and format not in FORMATS:
        raise ArticleError(f"there is no format {format!r}; known are {', '.join(FORMATS)}")
    listed = [sources] if isinstance(sources, str | Path) else sources
    return _distinct(_read_all(listed, format, stdin))


def _read_all(sources: Iterable[str | Path], format: str | None, stdin: BinaryIO | None) -> Iterator[Outcome]:
    for found in locate(sources):
        if isinstance(found, Failure):
            yield found
        elif found.path is None:
            yield from _read_open(Pushback(stdin or sys.stdin.buffer), found.name, format)
        else:
            yield from _read_file(found, found.path, format if found.named else None)


def _read_file(found: Located, path: str, format: str | None) -> Iterator[Outcome]:
    chosen = format or format_of(path)
    if chosen is None and Path(path).suffix:
        known = ", ".join(ENDINGS)
        yield Failure(found.name, f"has none of the endings that can be read ({known}); convert it, or say its format")
        return
    try:
        with open(path, "rb") as stream:
            yield from _read_open(Pushback(stream), found.name, chosen)
    except OSError as error:
        yield Failure.of(found.name, error)


def _read_open(stream: Pushback, name: str, format: str | None) -> Iterator[Outcome]:
    try:
        yield from read_stream(stream, name, format or guess_format(stream.head()))
    except (ArticleError, OSError) as error:
        yield Failure.of(name, error)


def _distinct(outcomes: Iterable[Outcome]) -> Iterator[Article | Failure]:
    """Let the first article under each key through; every further one is a failure that names both places."""
    places: dict[bytes, Place] = {}  # by digest, since a run may see millions of long URLs
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            yield outcome
            continue
        place, article = outcome
        digest = hashlib.blake2b(article.key.encode(), digest_size=16).digest()
        first = places.setdefault(digest, place)
        if first is place:
            yield article
        else:
            what = "URL" if article.url else "id"
            reason = f"has the {what} {article.key!r} of the article in {first}; give each article its own"
            yield Failure(place.source, reason, place.line)
