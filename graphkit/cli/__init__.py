"""The command line: a thin twin of ``KnowledgeGraph``. Results go to standard output, the rest to standard error.

Exit codes: 0 all done, 1 some articles failed, 2 wrong use or a store that cannot be used,
130 interrupted.
"""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line; every error that is foreseen ends in one line on standard error."""
    # Imported here, so that Ctrl-C during the imports is met below.
    try:
        from graphkit.cli.commands import app
        from graphkit.cli.output import fail
        from graphkit.errors import GraphkitError

        try:
            app(standalone_mode=True)
            sys.stdout.flush()
        except GraphkitError as error:
            fail(str(error))
            sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write("\ngraphkit: interrupted; what was stored stays, and the same command goes on from there\n")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _end_quietly()


def _end_quietly() -> None:
    """End as a program does whose reader has gone (``| head``): nothing more to say, nobody to say it to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)
