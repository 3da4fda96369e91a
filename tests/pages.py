"""Pages of the documentation that are run: their blocks of code, in order, with what each is to show."""

from __future__ import annotations

import io
import re
import shlex
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from graphkit.cli.commands import app

DOCS = Path(__file__).parents[1] / "docs"
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Some code of a page; ``shows`` is the text that stands under it, None where the page shows nothing."""

    language: str
    code: str
    line: int
    shows: str | None


def blocks(page: str) -> list[Block]:
    """Return the blocks of Python and shell in a page, in order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    fenced = list(_FENCED.finditer(text))
    found = []
    for match, after in zip(fenced, [*fenced[1:], None], strict=True):
        if match[1] not in {"python", "sh"}:
            continue
        under = after is not None and after[1] == "text" and not text[match.end() : after.start()].strip()
        line = text.count("\n", 0, match.start(2)) + 1
        found.append(Block(match[1], match[2], line, after[2] if after is not None and under else None))
    return found


def run(block: Block, page: str, namespace: dict[str, Any]) -> str:
    """Run a block and return what it shows; a traceback of Python names the line of the page."""
    if block.language == "sh":
        return "".join(_command(line) for line in block.code.splitlines())
    shown = io.StringIO()
    with redirect_stdout(shown):
        exec(compile("\n" * (block.line - 1) + block.code, str(DOCS / page), "exec"), namespace)
    return shown.getvalue()


def _command(line: str) -> str:
    program, *arguments = shlex.split(line, comments=True)
    assert program == "graphkit", line
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout
