"""Writing the whole graph out, from any store: equal graphs give equal files."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graphkit.exports.cypher import cypher
from graphkit.exports.followthemoney import followthemoney
from graphkit.exports.jsonl import jsonl
from graphkit.exports.neo4j_admin import write_admin_files
from graphkit.exports.tables import write_tables
from graphkit.ontology import Ontology
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


def html(store: Store, ontology: Ontology | None = None) -> Iterator[str]:
    """Yield a page to look at; see ``graphkit.exports.webpage``."""
    from graphkit.exports import webpage

    return webpage.html(store, ontology)


# The formats that are one file.
FORMATS: dict[str, Callable[[Store], Iterator[str]]] = {
    "jsonl": jsonl,
    "graphml": graphml,
    "gexf": gexf,
    "html": html,
    "cypher": cypher,
    "followthemoney": followthemoney,
}
# Those that are a folder, each with the call of ``KnowledgeGraph`` that writes it.
FOLDERS = {"csv": "export_tables", "neo4j-admin": "export_admin_files"}

__all__ = [
    "FOLDERS", "FORMATS", "cypher", "followthemoney", "gexf", "graphml", "html", "jsonl", "write_admin_files",
    "write_tables",
]  # fmt: skip
