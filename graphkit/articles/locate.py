"""Finding the files that a source stands for: a file, a folder, a glob, standard input."""

from __future__ import annotations

import glob
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graphkit.articles.fields import STANDARD_INPUT
from graphkit.articles.formats import ENDINGS, format_of
from graphkit.articles.outcome import Failure


@dataclass(frozen=True, slots=True)
class Located:
    """A file to read; ``path`` is None for standard input, ``named`` is true where the user gave it by name."""

    name: str
    path: str | None
    named: bool


def locate(sources: Iterable[str | Path]) -> Iterator[Located | Failure]:
    """Yield the files of each source in turn, each file once, and a failure for a source without any."""
    seen: set[str] = set()
    for source in sources:
        for found in _files_of(source):
            if isinstance(found, Located):
                # A file may be reached twice: by two sources, or through a symbolic link.
                same = "-" if found.path is None else os.path.realpath(found.path)
                if same in seen:
                    continue
                seen.add(same)
            yield found


def display_name(path: str) -> str:
    """Return how a file is called: relative to the current directory where it is below it, with ``/``, in NFC."""
    absolute = Path(os.path.abspath(path))
    here = Path.cwd()
    shown = absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
    # The bytes of a file's name need not be valid UTF-8.
    readable = os.fsencode(shown.as_posix()).decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", readable)


def _files_of(source: str | Path) -> Iterator[Located | Failure]:
    if source == "-":
        yield Located(STANDARD_INPUT, None, named=True)
        return
    path = os.fspath(source)
    if not path or "\0" in path:
        yield Failure(path, "a source needs a name without NUL characters")
        return
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError as error:
        yield from _matches(path) if glob.has_magic(path) else [Failure.of(path, error)]
    except OSError as error:
        yield Failure.of(path, error)
    else:
        yield from _folder(path) if stat.S_ISDIR(mode) else [Located(display_name(path), path, named=True)]


def _folder(path: str) -> Iterator[Located | Failure]:
    empty = True
    for found in _walk(path):
        empty = False
        yield found
    if empty:
        yield Failure(path, f"nothing in this folder can be read; articles end in {', '.join(ENDINGS)}")


def _matches(pattern: str) -> Iterator[Located | Failure]:
    empty = True
    for path in sorted(glob.iglob(pattern, recursive=True)):
        for found in _walk(path) if os.path.isdir(path) else _file(path):
            empty = False
            yield found
    if empty:
        yield Failure(pattern, f"no file matches that can be read; articles end in {', '.join(ENDINGS)}")


def _walk(top: str) -> Iterator[Located | Failure]:
    """Yield the articles below a folder, in sorted order; links are followed, but not in circles."""
    refused: list[OSError] = []
    entered = {os.path.realpath(top)}
    for folder, folders, files in os.walk(top, onerror=refused.append, followlinks=True):
        kept = []
        for name in sorted(folders):
            real = os.path.realpath(os.path.join(folder, name))
            if not name.startswith(".") and real not in entered:
                entered.add(real)
                kept.append(name)
        folders[:] = kept
        for name in sorted(files):
            if not name.startswith("."):
                yield from _file(os.path.join(folder, name))
        yield from _refusals(refused)
    yield from _refusals(refused)


def _refusals(refused: list[OSError]) -> Iterator[Failure]:
    while refused:
        error = refused.pop(0)
        yield Failure.of(display_name(os.fspath(error.filename)), error)


def _file(path: str) -> Iterator[Located | Failure]:
    """Yield a file that was come upon, if its ending says that it is an article."""
    if format_of(path) is None:
        return
    # A pipe or a device would block; a link to nothing goes on, so that reading it reports it.
    if os.path.isfile(path) or not os.path.exists(path):
        yield Located(display_name(path), path, named=False)
