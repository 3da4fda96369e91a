"""CSV: a folder of tables for spreadsheets and data frames, safe to open whatever the articles say."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphkit.exports.folder import replacing_files
from graphkit.stores.base import Row, Store

SEPARATOR = "; "
PAGE = 1000
# A spreadsheet takes a cell that begins so for a formula, which could run a command. The wide forms
# are taken alike where Japanese or Chinese is set; the quotes before are there to be told from ours.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows: ``ids`` finds what they start at, ``rows`` reads a page of them."""

    name: str
    columns: tuple[str, ...]
    ids: str
    rows: str


_ARTICLE_IDS = "MATCH (n:Article) RETURN n.id AS id"
_ENTITY_IDS = "MATCH (n:Entity) RETURN n.id AS id"
TABLES = (
    Table(
        "entities",
        ("id", "kind", "name", "names", "articles"),
        _ENTITY_IDS,
        """\
UNWIND $ids AS one
MATCH (n:Entity {id: one})
RETURN n.id AS id, n.kind AS kind, n.name AS name, n.names AS names, n.articles AS articles""",
    ),
    Table(
        "relationships",
        (
            "subject", "predicate", "object", "subject_name", "object_name", "status", "statuses", "contested",
            "confidence", "claims", "articles", "first_seen", "last_seen",
        ),
        _ENTITY_IDS,
        """\
UNWIND $ids AS one
MATCH (s:Entity {id: one})-[r]->(o:Entity)
RETURN s.id AS subject, type(r) AS predicate, o.id AS object, s.name AS subject_name, o.name AS object_name,
       r.status AS status, r.statuses AS statuses, r.contested AS contested, r.confidence AS confidence,
       r.claims AS claims, r.articles AS articles, r.first_seen AS first_seen, r.last_seen AS last_seen""",
    ),
    Table(
        "claims",
        (
            "id", "subject", "predicate", "object", "subject_name", "object_name", "status", "confidence", "role",
            "attributed_name", "attributed_to", "sentence", "start_char", "end_char", "published", "article", "title",
            "url", "publisher",
        ),
        "MATCH (n:Claim) RETURN n.id AS id",
        """\
UNWIND $ids AS one
MATCH (c:Claim {id: one})-[:SUBJECT]->(s:Entity)
MATCH (c)-[:OBJECT]->(o:Entity)
MATCH (c)-[:STATED_IN]->(a:Article)
OPTIONAL MATCH (c)-[:ATTRIBUTED_TO]->(t:Entity)
RETURN c.id AS id, s.id AS subject, c.predicate AS predicate, o.id AS object, s.name AS subject_name,
       o.name AS object_name, c.status AS status, c.confidence AS confidence, c.role AS role,
       c.attributed_name AS attributed_name, t.id AS attributed_to, c.sentence AS sentence,
       c.start_char AS start_char, c.end_char AS end_char, c.published AS published, a.id AS article,
       a.title AS title, a.url AS url, a.publisher AS publisher""",
    ),
    # Without the text: a cell of a spreadsheet holds 32,767 characters, and the rest would be rows of its own.
    Table(
        "articles",
        ("id", "key", "title", "url", "publisher", "author", "published", "source_id", "model"),
        _ARTICLE_IDS,
        """\
UNWIND $ids AS one
MATCH (a:Article {id: one})
RETURN a.id AS id, a.key AS key, a.title AS title, a.url AS url, a.publisher AS publisher, a.author AS author,
       a.published AS published, a.source_id AS source_id, a.model AS model""",
    ),
    Table(
        "mentions",
        ("article", "entity", "name", "names", "count"),
        _ARTICLE_IDS,
        """\
UNWIND $ids AS one
MATCH (a:Article {id: one})-[m:MENTIONS]->(e:Entity)
RETURN a.id AS article, e.id AS entity, m.name AS name, m.names AS names, m.count AS count""",
    ),
)  # fmt: skip


def write_tables(store: Store, folder: str | Path) -> list[Path]:
    """Write ``entities.csv``, ``relationships.csv``, ``claims.csv``, ``articles.csv`` and ``mentions.csv``.

    The folder is made where it isn't there; other files in it stay. Nothing is changed before all
    tables are written. Returns the paths; raises GraphkitError where a file cannot be written.
    """
    with replacing_files(folder) as draft:
        for table in TABLES:
            _write(store, table, draft / f"{table.name}.csv")
    return [Path(folder) / f"{table.name}.csv" for table in TABLES]


def guarded(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: text that could be a formula gets a ``'`` in front.

    ``unguarded`` takes it away again.
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def unguarded(cell: str) -> str:
    """Return what ``guarded`` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _write(store: Store, table: Table, path: Path) -> None:
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table.columns)
        for row in rows(store, table):
            writer.writerow([_cell(row[column]) for column in table.columns])


def rows(store: Store, table: Table) -> Iterator[Row]:
    """Yield the rows of a table, sorted, a page of them in memory at a time."""
    ids: Sequence[str] = sorted(row["id"] for row in store.read(table.ids))
    for start in range(0, len(ids), PAGE):
        page = store.read(table.rows, {"ids": ids[start : start + PAGE]})
        # The first columns tell rows apart.
        yield from sorted(page, key=lambda row: [str(row[column]) for column in table.columns[:3]])


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        value = SEPARATOR.join(map(str, value))
    if isinstance(value, str):
        return guarded(_NO_TEXT.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n")))
    return value
