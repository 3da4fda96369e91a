"""One self-contained HTML page: the graph to look at, to search and to filter, down to the sentences.

vis-network draws it; its code is read from pyvis, the package that carries it, when a page is made.
Everything from outside travels as JSON that no text can break out of, and becomes text nodes in the
page. A Content-Security-Policy lets run nothing but the scripts that are in the page by their hashes, and
lets nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Collection, Iterator
from importlib import metadata, resources
from string import Template
from typing import Any

import networkx as nx

from graphkit.browser.style import relationship_looks, type_looks, unknown_look
from graphkit.errors import GraphkitError
from graphkit.exports.evidence import claims_behind, link, pieces
from graphkit.exports.layout import places
from graphkit.networks import to_networkx
from graphkit.ontology import Ontology
from graphkit.stores.base import Row, Store

MOST_ENTITIES = 5000  # more than these no web browser moves with ease
CLAIMS_SHOWN = 30  # of one relationship
LIBRARY = "pyvis"
LIBRARY_FILE = "vis-network.min.js"
TEMPLATE = "page.html"
STYLE = "page.css"
# One script in the page, a file for each part of it, in the order in which they build on each other.
SCRIPTS = ("model.js", "picture.js", "facts.js", "controls.js", "start.js")
# What could end a script, or begin a comment in it, and does nothing written so inside text.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def html(store: Store, ontology: Ontology | None = None) -> Iterator[str]:
    """Yield the whole graph as a page. Raises GraphkitError where it is too large for one, or pyvis is missing."""
    yield page(store, to_networkx(store), ontology or Ontology.load())


def page(
    store: Store,
    network: nx.MultiDiGraph[Any],
    ontology: Ontology,
    *,
    centres: Collection[str] = (),
    entities: int | None = None,
) -> str:
    """Return a page that shows a network, or part of one, that was read from ``store``.

    ``centres`` are ids of entities that stand out, ``entities`` how many there are to choose from, where the
    network is a part. The same graph gives the same page. Raises GraphkitError where it is too large
    for one, or pyvis is missing.
    """
    if len(network) > MOST_ENTITIES:
        raise GraphkitError(
            f"a page can show {MOST_ENTITIES:,} entities, and these are {len(network):,}:"
            " `graphkit view` shows the most connected, or what is around an entity"
        )
    library = _library()
    script = _sealed("(() => {\n'use strict';\n" + "\n".join(map(_data, SCRIPTS)) + "\n})();\n")
    style = _data(STYLE)
    content = _content(store, network, ontology, frozenset(centres), entities or len(network))
    return Template(_data(TEMPLATE)).substitute(
        policy=f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'",
        style=style,
        library=library,
        script=script,
        content=json_text(content),
    )


def json_text(value: Any) -> str:
    """Return JSON that can stand inside a script element, whatever text is in it."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(ESCAPES)


def _content(
    store: Store, network: nx.MultiDiGraph[Any], ontology: Ontology, centres: frozenset[str], entities: int
) -> dict[str, Any]:
    nodes = sorted(network)
    number = {node: place for place, node in enumerate(nodes)}
    spots = places(network)
    articles: dict[str, dict[str, Any]] = {}
    edges = _edges(store, network, number, articles)
    looks = type_looks(ontology)
    kinds = {name.lower(): name for name in ontology.types}
    arrows = relationship_looks(ontology)
    return {
        "entities": entities,
        "types": {
            kind: {"caption": kinds.get(kind, kind), **_colours(looks.get(kinds.get(kind, ""), unknown_look()))}
            for kind in sorted({str(network.nodes[node].get("kind")) for node in nodes}, key=_in(list(kinds)))
        },
        "predicates": {
            name: {
                "caption": ontology.predicates[name].caption if name in ontology.predicates else name,
                "symmetric": name in ontology.predicates and ontology.predicates[name].symmetric,
                "color": arrows[name]["color"] if name in arrows else unknown_look()["color"],
            }
            for name in sorted({edge["predicate"] for edge in edges}, key=_in(list(ontology.predicates)))
        },
        "statuses": dict(ontology.statuses),
        "nodes": [
            {
                "id": node,
                "name": network.nodes[node]["name"],
                "kind": str(network.nodes[node].get("kind")),
                "aliases": [n for n in network.nodes[node]["names"] if n != network.nodes[node]["name"]],
                "articles": network.nodes[node]["articles"],
                "x": spots[node][0],
                "y": spots[node][1],
                **({"centre": True} if node in centres else {}),
            }
            for node in nodes
        ],
        "edges": edges,
        "articles": articles,
    }


def _edges(
    store: Store, network: nx.MultiDiGraph[Any], number: dict[str, int], articles: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the relationships with their claims; ``articles`` takes up the articles that these are in."""
    edges = {f"{s} {p} {o}": (s, p, o) for s, o, p in sorted(network.edges(keys=True))}
    shown = []
    for triple, claims in claims_behind(store, sorted(edges)):
        subject, predicate, object_ = edges[triple]
        properties = network.edges[subject, object_, predicate]
        shown.append(
            {
                "from": number[subject],
                "to": number[object_],
                "predicate": predicate,
                "status": properties["status"],
                "contested": bool(properties["contested"]),
                "confidence": round(properties["confidence"], 3),
                "count": len(claims),
                "first": properties["first_seen"],
                "last": properties["last_seen"],
                "claims": [_claim(row, articles) for row in claims[:CLAIMS_SHOWN]],
            }
        )
    return shown


def _claim(row: Row, articles: dict[str, dict[str, Any]]) -> dict[str, Any]:
    article = {
        "title": row["title"] or row["source_id"] or row["url"],
        "url": link(row["url"]),
        "publisher": row["publisher"],
        "published": row["published"],
    }
    articles.setdefault(row["article"], article)
    return {
        "status": row["status"],
        "confidence": round(row["confidence"], 3),
        "role": row["role"],
        "speaker": row["speaker"],
        "pieces": pieces(row),
        "article": row["article"],
    }


def _colours(look: Any) -> dict[str, str]:
    return {name: look[name] for name in ("color", "border", "text")}


def _in(order: list[str]) -> Any:
    """Return a key that sorts what is in ``order`` like it, and the rest behind."""
    return lambda name: (order.index(name) if name in order else len(order), name)


def _library() -> str:
    """Return the code of vis-network, the newest that the installed pyvis carries."""
    try:
        files = metadata.files(LIBRARY) or []
    except metadata.PackageNotFoundError:
        files = []
    found = sorted((file for file in files if file.name == LIBRARY_FILE), key=lambda file: _version(file.parent.name))
    try:
        return _sealed(found[-1].read_text(encoding="utf-8"))
    except (IndexError, OSError):
        raise GraphkitError(
            f"a page needs {LIBRARY}, which carries the library that draws it: pip install 'graphkit[view]'"
        ) from None


def _version(folder: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", folder)]


def _sealed(code: str) -> str:
    """Return code without what would end its script element early, and with the line ends that a parser makes."""
    return re.sub(r"<(?=/script|script|!--)", r"\\x3c", code.replace("\r\n", "\n"), flags=re.IGNORECASE)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _data(name: str) -> str:
    return resources.files("graphkit.exports").joinpath("page", name).read_text(encoding="utf-8")
