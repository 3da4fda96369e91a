"""The cookbook of queries is what the files say."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def test_cookbook_is_written_from_the_queries() -> None:
    page = runpy.run_path(str(DOCS / "cookbook.py"))["page"]
    assert (DOCS / "queries.md").read_text(encoding="utf-8") == page(), "run `python docs/cookbook.py`"
