"""GraphML and GEXF: entities and relationships for Gephi, Cytoscape, yEd, NetworkX and their like.

Both are written by networkx. Attributes are flat there: lists are joined, what is unknown is left
out, and characters that XML cannot hold are replaced.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx

from graphkit.networks import to_networkx
from graphkit.stores.base import Store

SEPARATOR = "; "
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# networkx writes itself and today's date, by which files of equal graphs would differ.
_GEXF_META = re.compile(rb"<meta\b.*?</meta>", re.DOTALL)


def graphml(store: Store) -> Iterator[str]:
    """Yield the entities and relationships as a GraphML document.

    Nodes and edges have the properties of ``KnowledgeGraph.to_networkx``, a ``label`` beside them, and
    edges an id (``SUBJECT PREDICATE OBJECT``) and the number of claims as ``weight``.
    """
    document = io.BytesIO()
    # Not write_graphml, which gives other bytes where lxml is installed.
    network = _flat(store)
    for *_, properties in network.edges(data=True):
        del properties["id"]  # the keys are the ids, and Gephi wants no column of that name
    nx.write_graphml_xml(network, document)
    yield document.getvalue().decode()


def gexf(store: Store) -> Iterator[str]:
    """Yield the entities and relationships as a GEXF 1.2 document for Gephi, with what ``graphml`` has."""
    document = io.BytesIO()
    nx.write_gexf(_flat(store), document, version="1.2draft")
    yield _GEXF_META.sub(b"<meta><creator>graphkit</creator></meta>", document.getvalue(), count=1).decode()


def xml_text(text: str) -> str:
    """Return text that XML can hold: other characters become U+FFFD, line ends those that XML has."""
    return _NO_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _flat(store: Store) -> nx.MultiDiGraph[str]:
    """Return the network with attributes that XML formats can hold, nodes and edges in the order of their ids."""
    network = to_networkx(store)
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in sorted(network):
        attributes = _attributes(network.nodes[node])
        flat.add_node(xml_text(node), label=attributes.get("name", xml_text(node)), **attributes)
    for subject, object_, predicate in sorted(network.edges(keys=True)):
        properties = network.edges[subject, object_, predicate]
        ident = xml_text(f"{subject} {predicate} {object_}")
        flat.add_edge(
            xml_text(subject),
            xml_text(object_),
            key=ident,
            id=ident,
            label=predicate,
            weight=float(properties.get("claims") or 0),
            **_attributes(properties),
        )
    return flat


def _attributes(properties: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    flat: dict[str, str | int | float | bool] = {}
    for name, value in properties.items():
        if isinstance(value, list | tuple):
            value = SEPARATOR.join(map(str, value))
        if value is None or value == "":
            continue
        flat[name] = value if isinstance(value, int | float) else xml_text(str(value))
    return flat
