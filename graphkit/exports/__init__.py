"""Writing the whole graph out, from any store: equal graphs give equal files."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graphkit.exports.cypher import cypher
from graphkit.exports.jsonl import jsonl
from graphkit.exports.neo4j_admin import write_admin_files
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


# The formats that are one file.
FORMATS: dict[str, Callable[[Store], Iterator[str]]] = {
    "jsonl": jsonl,
    "graphml": graphml,
    "gexf": gexf,
    "cypher": cypher,
}
# Those that are a folder, each with the call of ``KnowledgeGraph`` that writes it.
FOLDERS = {"csv": "export_tables", "neo4j-admin": "export_admin_files"}

__all__ = ["FOLDERS", "FORMATS", "cypher", "gexf", "graphml", "jsonl", "write_admin_files", "write_tables"]
