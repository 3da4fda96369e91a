"""The command line: a thin twin of ``KnowledgeGraph``. Results go to standard output, the rest to standard error.

Exit codes: 0 all done, 1 some articles failed, 2 wrong use or a store that cannot be used,
130 interrupted.
"""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the command line."""
    try:
        # Imported here, so that Ctrl-C during the imports is met too.
        from graphkit.cli.commands import app
    except KeyboardInterrupt:
        sys.stderr.write("graphkit: interrupted\n")
        sys.exit(130)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character is shown its escape, rather than nothing but an error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="graphkit")
