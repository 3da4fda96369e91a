"""How commands end when something goes wrong: one line on standard error, an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from graphkit.cli.output import fail
from graphkit.errors import GraphkitError

SOME_FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130

# Typer brings a click of its own, older releases the click that is installed: this finds either's class.
UsageError: type[Exception] = typer.BadParameter.__bases__[0]


class Commands(TyperGroup):
    """The commands, with every ending that is foreseen."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except GraphkitError as error:
            fail(str(error))
            raise typer.Exit(WRONG_USE) from None
        except UsageError as error:
            message = error.format_message() if hasattr(error, "format_message") else str(error)
            command = getattr(getattr(error, "ctx", None), "command_path", ctx.command_path)
            fail(f"{message.rstrip('.')}; `{command} --help` says what is wanted")
            raise typer.Exit(WRONG_USE) from None
        except KeyboardInterrupt:
            fail("interrupted; what was stored stays, and the same command goes on from there")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _silence()
            raise typer.Exit(0) from None
        except OSError as error:  # such as a full disk under standard output
            fail(": ".join(["stopped", *filter(None, (_named(error), error.strerror or str(error)))]))
            _silence()
            raise typer.Exit(WRONG_USE) from None
        return result


def _named(error: OSError) -> str:
    """Return the file that an error names, if any; it may be given as bytes or by its descriptor."""
    return os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""


def _silence() -> None:
    """Let nothing more be written: whoever read the output has gone (``| head``)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
