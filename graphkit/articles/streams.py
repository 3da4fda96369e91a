"""Bytes from a file or a pipe, with limits on what is held in memory, and their decoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from graphkit.errors import ArticleError

# No article is nearly as long; beyond it, somebody has named the wrong file.
MAX_BYTES = 256 * 2**20
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Control characters that no text holds, in any encoding that ASCII is a part of.
BINARY = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\b\x1b\x1a")


class Pushback:
    """A stream of bytes whose beginning can be looked at before it is read, even where it is a pipe."""

    def __init__(self, stream: BinaryIO, *, limit: int = MAX_BYTES) -> None:
        self._stream = stream
        self._limit = limit
        self._held = b""

    def head(self) -> bytes:
        """Return what the stream begins with, up to the end of its first line that is not blank."""
        while not self._held.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff") and len(self._held) < self._limit:
            line = self._stream.readline(self._limit)
            if not line:
                break
            self._held += line
        return self._held

    def read(self) -> bytes:
        """Return all the rest; raises ArticleError where it is over the limit."""
        rest = self._stream.read(self._limit + 1 - len(self._held))
        data, self._held = self._held + rest, b""
        if len(data) > self._limit:
            raise ArticleError(f"is larger than {self._size()} for one article; use JSON Lines for many articles")
        return data

    def lines(self) -> Iterator[bytes]:
        """Yield the rest line by line, ``\\n`` included; raises ArticleError at a line over the limit."""
        *whole, last = self._held.split(b"\n")
        self._held = b""
        for line in whole:
            yield line + b"\n"
        line = last + self._stream.readline(self._limit + 1)
        while line:
            if len(line) > self._limit:
                raise ArticleError(f"has a line longer than {self._size()}; JSON Lines have one article a line")
            yield line
            line = self._stream.readline(self._limit + 1)

    def _size(self) -> str:
        return f"{self._limit // 2**20} MB"


def decode(data: bytes) -> str:
    """Decode UTF-8 or, by its byte order mark, UTF-16; raises ArticleError for anything else."""
    try:
        if data.startswith(UTF16_MARKS):
            return data.decode("utf-16")
        if b"\0" not in data:
            return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not _binary(data):
            raise ArticleError(_unknown_encoding(data, error)) from error
    raise ArticleError("is binary, not text; convert it to plain text, Markdown, HTML or JSON Lines")


def _binary(data: bytes) -> bool:
    return not data.startswith(UTF16_MARKS) and not BINARY.isdisjoint(data[:8192])


def _unknown_encoding(data: bytes, error: UnicodeDecodeError) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    return (
        f"its encoding is unknown: byte 0x{data[error.start]:02x} in line {line} is not {error.encoding.upper()};"
        " save it as UTF-8"
    )
