"""Files of extractions: JSON Lines in the shape of ``Extraction.to_dict``, written by a model or by people."""

from __future__ import annotations

import datetime
import json
import math
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from graphkit.articles import Failure
from graphkit.records import Extraction


def read_extractions(
    sources: str | Path | Iterable[str | Path], *, stdin: BinaryIO | None = None
) -> Iterator[Extraction | Failure]:
    """Yield the extraction on each line of the files, ``-`` being standard input, and a Failure for each bad line.

    A second extraction of an article (by its URL, else its id) is a failure that names both places.
    """
    first: dict[str, str] = {}
    for source in [sources] if isinstance(sources, str | Path) else sources:
        name = "standard input" if source == "-" else str(source)
        try:
            if source == "-":
                yield from _distinct(_lines(stdin or sys.stdin.buffer, name), name, first)
            else:
                with open(source, "rb") as stream:
                    yield from _distinct(_lines(stream, name), name, first)
        except (OSError, ValueError) as error:  # ValueError: a name with NUL
            yield Failure.of(name, error)


def dump(extraction: Extraction) -> str:
    """Return the line for one extraction, without its line end."""
    return json.dumps(extraction.to_dict(), ensure_ascii=False, allow_nan=False)


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, Extraction | Failure]]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            extraction = _parse(line)
        except UnicodeError:
            yield number, Failure(name, "is not UTF-8; convert it", number)
        except json.JSONDecodeError as error:
            yield number, Failure(name, f"is no valid JSON ({error.msg} at column {error.colno})", number)
        except KeyError as error:
            yield number, Failure(name, f"has no field {error.args[0]!r}", number)
        except (TypeError, IndexError, AttributeError, RecursionError):
            yield number, Failure(name, "is no extraction: a field has the wrong shape (see docs/formats.md)", number)
        except (ValueError, OverflowError) as error:
            yield number, Failure(name, str(error), number)
        else:
            yield number, extraction


def _parse(line: bytes) -> Extraction:
    row: Any = json.loads(line.decode("utf-8-sig"))
    if not isinstance(row, dict):
        raise TypeError
    extraction = Extraction.from_dict(row)
    json.dumps(extraction.to_dict(), ensure_ascii=False).encode()  # refuses lone surrogates, which no store can hold
    _check(extraction)
    return extraction


def _check(extraction: Extraction) -> None:
    """Raise ValueError for what is well-formed but means nothing. The ontology is checked later."""
    article = extraction.article
    if not article.id.strip() or not article.text.strip():
        raise ValueError("has an empty id or text")
    if article.published:
        try:
            datetime.date.fromisoformat(article.published)
        except ValueError:
            raise ValueError(f"published is {article.published!r}: want a date like 2020-02-28") from None
    ids = [entity.id for entity in extraction.entities]
    if len(set(ids)) < len(ids):
        raise ValueError(f"has two entities {max(ids, key=ids.count)!r}")
    for entity in extraction.entities:
        if not entity.name.strip():
            raise ValueError(f"the entity {entity.id!r} has no name")
    for claim in extraction.claims:
        if not (math.isfinite(claim.confidence) and 0 <= claim.confidence <= 1):
            raise ValueError(f"a claim has the confidence {claim.confidence}: want 0 to 1")


def _distinct(
    lines: Iterable[tuple[int, Extraction | Failure]], name: str, first: dict[str, str]
) -> Iterator[Extraction | Failure]:
    for number, item in lines:
        if isinstance(item, Extraction):
            key, here = item.article.key, f"{name}, line {number}"
            place = first.setdefault(key, here)
            if place != here:
                yield Failure(name, f"has the article {key!r} again, which is in {place}", number)
                continue
        yield item
