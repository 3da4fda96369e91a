"""Stores keep the graph: one in a file beside you, one in a Neo4j server, behind one interface."""

from __future__ import annotations

import os
import re
from pathlib import Path

from graphkit.errors import StoreError
from graphkit.ontology import Ontology
from graphkit.stores.base import Store
from graphkit.stores.embedded import IN_MEMORY, EmbeddedStore

DEFAULT_FILE = "graphkit.kgl"
NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


def open_store(location: str | Path | None = None, ontology: Ontology | None = None, read_only: bool = False) -> Store:
    """Open the store at ``location``: a Neo4j URI, ``:memory:``, or the path of a file.

    Without one it is what ``GRAPHKIT_STORE`` names, else the server at ``NEO4J_URI``, else
    ``graphkit.kgl`` in the current directory. Raises StoreError where it cannot be opened,
    StoreLockedError where another process writes to it.
    """
    where = str(location or os.environ.get("GRAPHKIT_STORE") or os.environ.get("NEO4J_URI") or DEFAULT_FILE)
    scheme = _SCHEME.match(where)
    if scheme is None or where == IN_MEMORY:
        return EmbeddedStore(where, ontology=ontology, read_only=read_only)
    if scheme[1].lower() not in NEO4J_SCHEMES:
        raise StoreError(f"no store can be opened at {scheme[0]}…; want one of {', '.join(NEO4J_SCHEMES)}, or a path")
    # Imported where it is needed: the driver takes longer to load than the embedded store to open.
    from graphkit.stores.neo4j import Neo4jStore

    return Neo4jStore(where, ontology=ontology, read_only=read_only)
