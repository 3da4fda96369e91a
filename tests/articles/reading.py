"""Short ways to read sources in a test."""

from __future__ import annotations

import io
from pathlib import Path

from graphkit.articles import Failure, read
from graphkit.records import Article


def articles(*sources: str | Path, format: str | None = None) -> list[Article]:
    """Read sources that must all be readable."""
    found = list(read(sources, format=format))
    assert not [str(item) for item in found if isinstance(item, Failure)]
    return [item for item in found if isinstance(item, Article)]


def article(*sources: str | Path, format: str | None = None) -> Article:
    """Read the one article of some sources."""
    (found,) = articles(*sources, format=format)
    return found


def failure(*sources: str | Path, format: str | None = None) -> str:
    """Read sources that hold one failure and nothing else, and return its line."""
    (found,) = read(sources, format=format)
    assert isinstance(found, Failure)
    assert "\n" not in str(found)
    return str(found)


def piped(data: bytes | str, format: str | None = None) -> list[Article | Failure]:
    """Read standard input that holds ``data``."""
    raw = data.encode() if isinstance(data, str) else data
    return list(read(["-"], format=format, stdin=io.BytesIO(raw)))
