"""FollowTheMoney: entities, a line each, as investigative databases (Aleph, OpenSanctions' tools) take them in.

Articles, entities and relationships become entities of FollowTheMoney 4, by the table in
``followthemoney.yaml``. The library itself isn't needed to write them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

import yaml

from graphkit.exports.evidence import claims_behind, link
from graphkit.exports.tables import PAGE, TABLES, rows
from graphkit.stores.base import Row, Store

# What the library takes for an id.
_IDENT = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]*[0-9a-zA-Z])?")
_TABLE = {table.name: table for table in TABLES}
Properties = Mapping[str, Iterable[str | None]]


def followthemoney(store: Store) -> Iterator[str]:
    """Yield a line of JSON for each article, each entity and each relationship, sorted by their ids in the graph.

    A relationship has the sentences of its claims as ``description``, their articles as ``proof`` and, where
    they are known, the days of these as ``date``; claims that deny it are left out.
    """
    for row in rows(store, _TABLE["articles"]):
        yield _line(ident(row["id"]), "Article", _article(row))
    for row in rows(store, _TABLE["entities"]):
        yield _line(ident(row["id"]), _schema(row["id"]), _entity(row))
    relationships = rows(store, _TABLE["relationships"])
    while page := list(islice(relationships, PAGE)):
        found = {f"{row['subject']} {row['predicate']} {row['object']}": row for row in page}
        for triple, claims in claims_behind(store, list(found)):
            yield _relationship(triple, found[triple], [claim for claim in claims if claim["status"] != "denied"])


def ident(graph_id: str) -> str:
    """Return the id under which FollowTheMoney knows what has this id in the graph: ``company.clearview-ai``.

    Where a name has letters that no id may have, it is a hash.
    """
    dotted = graph_id.replace("/", ".")
    if _IDENT.fullmatch(dotted) and len(dotted) <= 120:
        return dotted
    return f"{_kind(graph_id)}.{hashlib.sha256(graph_id.encode()).hexdigest()[:20]}"


@cache
def _mapping() -> Mapping[str, Any]:
    text = resources.files("graphkit.exports").joinpath("followthemoney.yaml").read_text(encoding="utf-8")
    table: Mapping[str, Any] = yaml.safe_load(text)
    return table


def _kind(graph_id: str) -> str:
    return graph_id.partition("/")[0]


def _schema(graph_id: str) -> str:
    return str(_mapping()["types"].get(_kind(graph_id), "Asset"))


def _article(row: Row) -> Properties:
    return {
        "title": [row["title"]],
        "fileName": [row["source_id"]],
        "author": [row["author"]],
        "publisher": [row["publisher"]],
        "publishedAt": [row["published"]],
        "sourceUrl": [link(row["url"])],
    }


def _entity(row: Row) -> Properties:
    aliases = [name for name in row["names"] if name != row["name"]]
    properties = {"name": [row["name"]], "alias": aliases}
    return {**properties, "full": [row["name"]]} if _schema(row["id"]) == "Address" else properties


def _relationship(triple: str, row: Row, claims: list[Row]) -> str:
    schema, subject, object_ = _edge(row)
    words = row["predicate"].lower().replace("_", " ")
    roles = [claim["role"] for claim in claims if claim["role"]] if schema == "Employment" else []
    return _line(
        f"link.{hashlib.sha256(triple.encode()).hexdigest()[:20]}",
        schema,
        {
            subject: [ident(row["subject"])],
            object_: [ident(row["object"])],
            "role": roles or [words],
            "status": [row["status"], "contested" if row["contested"] else None],
            "date": [claim["published"] for claim in claims],
            "description": [claim["sentence"] for claim in claims],
            "proof": [ident(claim["article"]) for claim in claims],
            "publisher": [claim["publisher"] for claim in claims],
            "sourceUrl": [link(claim["url"]) for claim in claims],
        },
    )


def _edge(row: Row) -> tuple[str, str, str]:
    """Return the schema of a relationship, and which properties hold its subject and its object."""
    own = _mapping()["predicates"].get(row["predicate"])
    if (
        own
        and row["status"] in _mapping()["statuses"]
        and _kind(row["subject"]) in own["subject"]["types"]
        and _kind(row["object"]) in own["object"]["types"]
    ):
        return own["schema"], own["subject"]["property"], own["object"]["property"]
    return "UnknownLink", "subject", "object"


def _line(entity: str, schema: str, properties: Properties) -> str:
    """Write one entity, without what is unknown and without repetitions."""
    held = {name: list(dict.fromkeys(filter(None, values))) for name, values in properties.items()}
    data = {"id": entity, "schema": schema, "properties": {name: values for name, values in held.items() if values}}
    return json.dumps(data, ensure_ascii=False, sort_keys=True) + "\n"
