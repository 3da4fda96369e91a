"""The GraSS file: a rule for everything that a graph can hold, in a form that Neo4j Browser reads."""

from __future__ import annotations

from pathlib import Path

from graphkit.browser import style
from graphkit.ontology import RESERVED, Ontology


def rules(text: str) -> dict[str, dict[str, str]]:
    """Read GraSS as Neo4j Browser does: quotes hide braces, but neither colons nor semicolons."""
    found: dict[str, dict[str, str]] = {}
    quoted = inside = False
    selector = body = ""
    for sign in text:
        if sign in "'\"":
            quoted = not quoted
        elif sign == "{" and not quoted:
            inside = True
        elif sign == "}" and not quoted:
            parts = [part.split(":") for part in body.split(";")]
            found[selector] = {part[0].strip(): part[1].strip() for part in parts if len(part) == 2}
            inside, selector, body = False, "", ""
        elif inside:
            body += sign
        elif not sign.isspace():
            selector += sign
    assert not quoted
    assert not inside
    assert not selector
    return found


def test_every_type_and_predicate_has_a_rule() -> None:
    ontology = Ontology.load()
    found = rules(style(ontology))
    labels = {*ontology.types, "Entity", "Article", "Claim"}
    types = {*ontology.predicates, *(name for name in RESERVED if name.isupper())}
    assert {f"node.{name}" for name in labels} | {f"relationship.{name}" for name in types} <= set(found)


def test_types_differ_in_colour_and_show_their_names() -> None:
    ontology = Ontology.load()
    found = rules(style(ontology))
    looks = [found[f"node.{name}"] for name in [*ontology.types, "Article", "Claim"]]
    assert len({look["color"] for look in looks}) == len(looks)
    assert all(found[f"node.{name}"]["caption"] == "{name}" for name in ontology.types)


def test_the_rule_for_all_entities_comes_before_those_of_types() -> None:
    selectors = list(rules(style(Ontology.load())))
    assert selectors.index("node.Entity") < min(selectors.index(f"node.{name}") for name in Ontology.load().types)


def test_relationships_say_their_status() -> None:
    found = rules(style(Ontology.load()))
    assert found["relationship.USES"]["caption"] == "uses ({status})"
    assert found["relationship.STATED_IN"]["caption"] == "<type>"


def test_a_users_ontology_gets_rules_whatever_its_captions_hold(tmp_path: Path) -> None:
    extension = tmp_path / "more.yaml"
    extension.write_text(
        "types: {Ship: {caption: a ship}, Port: {caption: a port}}\n"
        'predicates:\n  SAILS_TO: {caption: "sails; to: \'a\' {port}\\n\\"", domain: [Ship], range: [Port]}\n',
        encoding="utf-8",
    )
    found = rules(style(Ontology.load(extension)))
    assert found["node.Ship"]["color"] != found["node.Port"]["color"]
    assert found["relationship.SAILS_TO"]["caption"] == "sails to a port ({status})"
