"""The style of a graph in Neo4j Browser, as a GraSS file: Browser's small dialect of CSS.

Rules choose by label and by relationship type alone; Browser has none that look at a property's
value. So a relationship carries its status in its caption, and its confidence is a matter of queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import cycle
from typing import Any

import yaml

from graphkit.ontology import Ontology

PROVENANCE = ("SUBJECT", "OBJECT", "STATED_IN", "ATTRIBUTED_TO", "MENTIONS")
RELATIONSHIP_WIDTH = 2
FONT_SIZE = 11
# What GraSS has no escape for.
FORBIDDEN = str.maketrans("", "", "\"'{};:\n\r")


def style(ontology: Ontology) -> str:
    """Return the GraSS file for graphs of an ontology, types and predicates added by a user included."""
    looks = _looks()
    rules = [
        _rule(
            "node", {"diameter": "50px", "border-width": "2px", "font-size": "10px", **_node(looks["more_types"][0])}
        ),
        # Before the types: later rules win, and Browser would else make one of its own for every entity.
        _rule("node.Entity", {**_node(looks["entity"]), "caption": '"{name}"'}),
    ]
    for name, look in type_looks(ontology).items():
        rules.append(_rule(f"node.{name}", {**_node(look), "caption": '"{name}"'}))
    for name, look in looks["nodes"].items():
        rules.append(_rule(f"node.{name}", {**_node(look), "caption": f'"{look["caption"]}"'}))
    rules.append(_rule("relationship", _relationship(looks["more_relationships"], '"<type>"')))
    for name, look in relationship_looks(ontology).items():
        predicate = ontology.predicates[name]
        caption = look.get("caption", predicate.caption).translate(FORBIDDEN)
        rules.append(_rule(f"relationship.{name}", _relationship(look, f'"{caption} ({{status}})"')))
    for name in PROVENANCE:
        rules.append(_rule(f"relationship.{name}", _relationship(looks["provenance"], '"<type>"')))
    return "\n".join(rules)


def type_looks(ontology: Ontology) -> dict[str, Mapping[str, Any]]:
    """Return how entities of each type look: ``color``, ``border``, ``text`` as ``#RRGGBB``, ``diameter`` in pixels."""
    looks = _looks()
    further = cycle(looks["more_types"])
    return {name: looks["types"].get(name) or next(further) for name in ontology.types}


def unknown_look() -> Mapping[str, Any]:
    """Return how entities look whose type is none of the ontology's."""
    look: Mapping[str, Any] = _looks()["entity"]
    return look


def relationship_looks(ontology: Ontology) -> dict[str, Mapping[str, Any]]:
    """Return how relationships of each predicate look: ``color`` as ``#RRGGBB``, and a short ``caption`` for some."""
    looks = _looks()
    return {name: looks["relationships"].get(name, looks["more_relationships"]) for name in ontology.predicates}


@cache
def _looks() -> Mapping[str, Any]:
    text = resources.files("graphkit.browser").joinpath("style.yaml").read_text(encoding="utf-8")
    looks: Mapping[str, Any] = yaml.safe_load(text)
    return looks


def _rule(selector: str, properties: Mapping[str, str]) -> str:
    lines = "".join(f"  {name}: {value};\n" for name, value in properties.items())
    return f"{selector} {{\n{lines}}}\n"


def _node(look: Mapping[str, Any]) -> dict[str, str]:
    return {
        "diameter": f"{look['diameter']}px",
        "color": look["color"],
        "border-color": look["border"],
        "text-color-internal": look["text"],
        "font-size": f"{look.get('font', FONT_SIZE)}px",
    }


def _relationship(look: Mapping[str, Any], caption: str) -> dict[str, str]:
    return {
        "color": look["color"],
        "shaft-width": f"{look.get('width', RELATIONSHIP_WIDTH)}px",
        "font-size": "8px",
        "padding": "3px",
        "text-color-external": "#3D434E",
        "text-color-internal": "#FFFFFF",
        "caption": caption,
    }
