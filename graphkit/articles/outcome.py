"""What reading a source comes to: an article with its place, or a failure with a reason."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass

from graphkit.errors import ArticleError
from graphkit.records import Article


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands: a source, and a line (from 1) where the source holds one a line."""

    source: str
    line: int | None = None

    def __str__(self) -> str:
        return self.source if self.line is None else f"{self.source}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Failure:
    """An article, or a whole source, that could not be read, and why; ``str`` gives one line for people."""

    source: str
    reason: str
    line: int | None = None

    @classmethod
    def of(cls, source: str, error: Exception, line: int | None = None) -> Failure:
        """Return the failure that an ArticleError, an OSError or a ValueError from ``open`` stands for."""
        if isinstance(error, FileNotFoundError):
            reason = "there is no such file or folder; check the spelling"
        elif isinstance(error, PermissionError):
            reason = "you may not read it; change its permissions"
        elif isinstance(error, OSError):
            reason = f"cannot be read: {os.strerror(error.errno) if error.errno else error}"
        else:
            reason = str(error)
        return cls(source, reason, line)

    def __str__(self) -> str:
        return one_line(f"{Place(self.source, self.line)}: {self.reason}")

    @property
    def error(self) -> ArticleError:
        """The same as an exception, for a caller who wants to stop."""
        return ArticleError(str(self))


Outcome = tuple[Place, Article] | Failure


def one_line(text: str) -> str:
    """Return text with line ends and other control characters escaped, fit for a terminal."""
    return "".join(c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else ascii(c)[1:-1] for c in text)
