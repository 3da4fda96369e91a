"""Entities of FollowTheMoney: what the graph of the labelled samples becomes, and that the library takes it in.

The library is no part of what graphkit's tests need, for it has to be compiled in places; with it
(``pip install 'graphkit[followthemoney]'``) every entity goes through it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from graphkit import KnowledgeGraph
from graphkit.exports.followthemoney import ident
from graphkit.resolution import entity_id
from graphkit.stores.embedded import EmbeddedStore
from tests.labelled import labelled_graph

Entities = dict[str, dict[str, Any]]
ENDS = ("subject", "object", "owner", "asset", "employer", "employee")


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    with labelled_graph(EmbeddedStore()) as graph:
        yield graph


@pytest.fixture(scope="module")
def entities(graph: KnowledgeGraph) -> Entities:
    rows = [json.loads(line) for line in graph.export("followthemoney")]
    found = {row["id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def links(entities: Entities, schema: str, **ends: str) -> list[dict[str, Any]]:
    return [
        row["properties"]
        for row in entities.values()
        if row["schema"] == schema and all(row["properties"].get(end) == [ident] for end, ident in ends.items())
    ]


def test_all_that_the_graph_holds_is_there(graph: KnowledgeGraph, entities: Entities) -> None:
    stats = graph.stats()
    assert len(entities) == stats["articles"] + stats["entities"] + stats["relationships"]
    assert "".join(graph.export("followthemoney")) == "".join(graph.export("followthemoney"))


def test_what_is_pointed_to_is_there(entities: Entities) -> None:
    pointing = [row for row in entities.values() if "role" in row["properties"]]
    for row in pointing:
        ends = [ident for end in (*ENDS, "proof") for ident in row["properties"].get(end, ())]
        assert len(ends) >= 3
        assert entities.keys() >= set(ends)
    assert {entities[i]["schema"] for row in pointing for i in row["properties"]["proof"]} == {"Article"}


def test_an_entity_has_its_names(entities: Entities) -> None:
    properties = {"name": ["Harriet Oyelaran"], "alias": ["Oyelaran"]}
    assert entities["person.harriet-oyelaran"] == {
        "id": "person.harriet-oyelaran", "schema": "Person", "properties": properties
    }  # fmt: skip


def test_a_subsidiary_is_owned(entities: Entities) -> None:
    ends = {"asset": "company.tessaly", "owner": "company.norbridge-group"}
    [owned] = links(entities, "Ownership", **ends, role="subsidiary of")
    assert (owned["status"], owned["date"]) == (["actual"], ["2024-10-08"])
    assert owned["description"][0].endswith("a conglomerate that also runs Halyard Cloud and Quillon Systems.")
    assert owned["sourceUrl"] == ["https://example.com/ledger/tessaly-fine"]


def test_who_only_wants_to_buy_owns_nothing(entities: Entities) -> None:
    ends = {"subject": "company.pinpoint-ledger", "object": "company.tessaly"}
    [wanted] = links(entities, "UnknownLink", **ends, role="acquired")
    assert wanted["status"] == ["planned", "contested"]
    assert not links(entities, "Ownership", owner="company.pinpoint-ledger")


def test_a_post_has_its_words(entities: Entities) -> None:
    [post] = links(entities, "Employment", employee="person.piers-lindqvist", employer="company.argand-vision")
    assert (post["role"], post["status"]) == (["chief executive"], ["ended"])


def test_what_is_denied_alone_is_no_link(entities: Entities) -> None:
    assert not links(entities, "UnknownLink", subject="company.bexley-stores", object="technology.facial-recognition")


@pytest.mark.parametrize("name", ["Öster & Söhne", "株式会社日立", "x" * 300, "«»", "Zone.", "Café-"])
def test_ids_are_ids_there(name: str) -> None:
    assert re.fullmatch(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]*[0-9a-zA-Z])?", ident(entity_id(name, "Company")))
    assert len(ident(entity_id(name, "Company"))) <= 120


def test_the_library_takes_every_entity(entities: Entities) -> None:
    pytest.importorskip("followthemoney", reason="the library followthemoney is not installed")
    from followthemoney import model

    for row in entities.values():
        proxy = model.get_proxy(row)
        proxy.schema.validate(row)
        read = proxy.to_dict()
        assert read["schema"] == row["schema"]
        assert {name: sorted(values) for name, values in read["properties"].items()} == {
            name: sorted(values) for name, values in row["properties"].items()
        }
