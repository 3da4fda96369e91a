"""The command ``graphkit load`` on a server, for tests that end it, or the server, in the middle."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from graphkit.extraction_files import dump, read_extractions
from graphkit.ontology import Ontology
from graphkit.records import Extraction
from graphkit.resolution import resolve
from graphkit.stores.base import ArticleRows, Row
from graphkit.stores.embedded import EmbeddedStore
from tests.neo4j.server import Connection
from tests.sample import extractions
from tests.stores.rows import exported

ROOT = Path(__file__).parents[2]
COPIES = 40  # of the sample, all about the same few entities
LOAD_SECONDS = 600.0


def press() -> list[Extraction]:
    """The sample, as many papers might have it."""
    return [
        replace(e, article=replace(e.article, id=f"{n}-{e.article.id}", url="", publisher=f"Paper {n}"))
        for n in range(COPIES)
        for e in extractions()
    ]


def write_press(file: Path) -> list[ArticleRows]:
    """Write the press into a file that can be loaded; return what a store is given for it."""
    file.write_text("".join(dump(e) + "\n" for e in press()), encoding="utf-8")
    ontology = Ontology.load()
    rows = [resolve(e, ontology, as_source=True) for e in read_extractions(file) if isinstance(e, Extraction)]
    assert len(rows) == len(press())
    return rows


def start(file: Path, connection: Connection) -> subprocess.Popen[bytes]:
    """Give the command."""
    kept = {name: value for name, value in os.environ.items() if name != "GRAPHKIT_STORE"}
    named = {
        "NEO4J_URI": connection.uri,
        "NEO4J_USERNAME": connection.username,
        "NEO4J_PASSWORD": connection.password,
        "NEO4J_DATABASE": connection.database,
    }
    command = [sys.executable, "-c", "from graphkit.cli import main; main()", "load", str(file)]
    return subprocess.Popen(command, cwd=ROOT, env={**kept, **named}, stderr=subprocess.PIPE)


def load(
    file: Path, connection: Connection, meanwhile: Callable[[subprocess.Popen[bytes]], None] | None = None
) -> bool:
    """Give the command, and see it end: all done, or one clear line that says what was wrong."""
    with start(file, connection) as process:
        try:
            if meanwhile is not None:
                meanwhile(process)
            _, said = process.communicate(timeout=LOAD_SECONDS)
        except BaseException:
            process.kill()
            raise
    lines = said.decode().splitlines()
    assert len(lines) == 1, said.decode()
    assert (process.returncode == 0) == (" 0 failed: " in lines[0])
    if process.returncode:
        assert process.returncode == 2
        assert lines[0].startswith("graphkit: ")
        assert connection.uri in lines[0]
    return process.returncode == 0


def fresh(rows: list[ArticleRows]) -> list[Row]:
    """What a store exports that was given these articles and nothing else."""
    with EmbeddedStore() as store:
        store.write(rows)
        return exported(store)
