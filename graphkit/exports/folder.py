"""Exports that are a folder of files: all of them are there in the end, or none was touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graphkit.errors import GraphkitError


@contextmanager
def replacing_files(folder: str | Path) -> Iterator[Path]:
    """Give a folder to write files in, which take their places in ``folder`` at the end, if nothing went wrong.

    ``folder`` is made where it isn't there; other files in it stay. Raises GraphkitError where a file
    cannot be written.
    """
    target = Path(folder)
    try:
        target.mkdir(exist_ok=True)
        # In the folder itself, so that what is written can be moved into its place.
        with tempfile.TemporaryDirectory(prefix=".graphkit-", dir=target) as draft:
            yield Path(draft)
            for path in sorted(Path(draft).iterdir()):
                os.replace(path, target / path.name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise GraphkitError(f"{folder} cannot be written: {reason}; name a folder that can") from error
