"""Writing the whole graph out, from any store: equal graphs give equal files."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graphkit.exports.cypher import cypher
from graphkit.exports.jsonl import jsonl
from graphkit.exports.tables import write_tables
from graphkit.stores.base import Store


def graphml(store: Store) -> Iterator[str]:
    """Yield a GraphML document; see ``graphkit.exports.xml``."""
    # Imported where it is needed, here and below: networkx takes a while to load.
    from graphkit.exports import xml

    return xml.graphml(store)


def gexf(store: Store) -> Iterator[str]:
    """Yield a GEXF document; see ``graphkit.exports.xml``."""
    from graphkit.exports import xml

    return xml.gexf(store)


# The formats that are one file. CSV, which is a folder, has a call of its own.
FORMATS: dict[str, Callable[[Store], Iterator[str]]] = {
    "jsonl": jsonl,
    "graphml": graphml,
    "gexf": gexf,
    "cypher": cypher,
}
TABLES = "csv"

__all__ = ["FORMATS", "TABLES", "cypher", "gexf", "graphml", "jsonl", "write_tables"]
