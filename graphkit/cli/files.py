"""Files that the command line writes: there whole, or as they were before."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from graphkit.errors import GraphkitError


@contextmanager
def replacing(path: str) -> Iterator[TextIO]:
    """Open a file beside ``path`` that takes its place at the end, if nothing went wrong; raises GraphkitError."""
    target = Path(path)
    if target.exists() and not target.is_file():  # /dev/stdout, a named pipe: written as it comes
        try:
            with open(target, "w", encoding="utf-8", newline="\n") as stream:
                yield stream
        except OSError as error:
            raise _cannot_write(path, error) from error
        return
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except (OSError, ValueError) as error:
        raise _cannot_write(path, error) from error
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, target)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _cannot_write(path: str, error: Exception) -> GraphkitError:
    reason = getattr(error, "strerror", None) or error
    return GraphkitError(f"{path} cannot be written: {reason}; name another file")
