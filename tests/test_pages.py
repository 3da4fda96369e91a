"""The pages of the documentation that hold code do what they say: their blocks are run in order, in one namespace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.pages import DOCS, blocks, run

ROOT = DOCS.parent
# What the pages read, from the folder of the project.
READ = ["data", "tests/data/articles.jsonl"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the pages read, which they may write to; nothing in the environment names a store."""
    for name in READ:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile)(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    for name in ("GRAPHKIT_STORE", "NEO4J_URI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize("page", ["tour.md", "testing.md"])
def test_page_shows_what_it_says(page: str, project: Path) -> None:
    namespace: dict[str, Any] = {"__name__": page}
    for block in blocks(page):
        shown = run(block, page, namespace)
        if block.shows is not None:
            assert _lines(shown) == _lines(block.shows), f"docs/{page}, line {block.line}"


def test_the_tests_that_a_page_shows_pass(project: Path) -> None:
    code = "".join(block.code for block in blocks("testing.md") if block.language == "python")
    (project / "test_page.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_page.py"]
    # The options of our own run are not theirs.
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "1 passed" in result.stdout, result.stdout + result.stderr


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]
