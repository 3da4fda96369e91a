"""GraphML and GEXF, as networkx reads them."""

from __future__ import annotations

import io
from collections.abc import Callable
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.exports import gexf, graphml
from graphkit.exports.xml import xml_text
from graphkit.networks import to_networkx
from graphkit.stores.base import Store
from graphkit.stores.embedded import EmbeddedStore
from tests.exports.conftest import HOSTILE, hostile_articles
from tests.stores.rows import article

WRITERS = [graphml, gexf]
READERS: dict[Callable[[Store], object], Callable[[io.BytesIO], nx.MultiDiGraph]] = {
    graphml: lambda stream: nx.read_graphml(stream, force_multigraph=True),
    gexf: nx.read_gexf,
}


def written(writer: Callable[[Store], object], store: Store) -> str:
    return "".join(writer(store))  # type: ignore[arg-type]


def read_back(writer: Callable[[Store], object], store: Store) -> nx.MultiDiGraph:
    return READERS[writer](io.BytesIO(written(writer, store).encode()))


@pytest.mark.parametrize("writer", WRITERS)
def test_everything_comes_back(writer: Callable[[Store], object], hostile: Store) -> None:
    network = to_networkx(hostile)
    back = read_back(writer, hostile)
    assert sorted(back) == sorted(network)
    for node, properties in network.nodes(data=True):
        expected = {"kind": properties["kind"], "articles": properties["articles"]}
        expected |= {"name": xml_text(properties["name"]), "label": xml_text(properties["name"])}
        expected["names"] = xml_text("; ".join(properties["names"]))
        assert back.nodes[node] == expected
    assert back.number_of_edges() == network.number_of_edges() == len(HOSTILE)
    edges = {(subject, object_): properties for subject, object_, properties in back.edges(data=True)}
    for subject, object_, predicate, properties in network.edges(keys=True, data=True):
        edge = edges[subject, object_]
        edge.pop("id", None)  # GEXF has the edge's id as an attribute too
        expected = {**properties, "statuses": "; ".join(properties["statuses"]), "label": predicate}
        assert edge == {**expected, "weight": float(properties["claims"])}


@pytest.mark.parametrize("writer", WRITERS)
def test_two_predicates_between_a_pair_stay_two_edges(writer: Callable[[Store], object]) -> None:
    with EmbeddedStore() as store:
        store.write([article("one", "ICE USES Clearview testing", "ICE CLIENT_OF Clearview", published="")])
        back = read_back(writer, store)
    edges = {properties["predicate"]: properties for _, _, properties in back.edges(data=True)}
    assert sorted(edges) == ["CLIENT_OF", "USES"]
    assert "agency/ice USES company/clearview" in {key for *_, key in back.edges(keys=True)}
    assert edges["USES"]["status"] == "testing"
    assert edges["USES"]["contested"] is False
    assert "first_seen" not in edges["USES"]  # unknown, and so left out


@pytest.mark.parametrize("writer", WRITERS)
def test_equal_graphs_give_equal_documents(writer: Callable[[Store], object], hostile: Store) -> None:
    with EmbeddedStore() as other:
        for one in reversed(hostile_articles()):
            other.write([one])
        assert written(writer, other) == written(writer, hostile)


@pytest.mark.parametrize("writer", WRITERS)
def test_says_neither_the_day_nor_the_version_of_a_library(writer: Callable[[Store], object]) -> None:
    with EmbeddedStore() as store:
        assert "lastmodified" not in written(writer, store)
        assert "NetworkX" not in written(writer, store)


@pytest.mark.parametrize("writer", WRITERS)
def test_empty_graph(writer: Callable[[Store], object]) -> None:
    with EmbeddedStore() as store:
        assert len(read_back(writer, store)) == 0


@given(st.text())
def test_any_text_becomes_xml(text: str) -> None:
    clean = xml_text(text)
    element = ElementTree.Element("x", a=clean)
    element.text = clean
    back = ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))
    assert back.get("a") == clean
    assert (back.text or "") == clean


def test_text_that_xml_can_hold_stays() -> None:
    assert xml_text("Søn & <b>\n\t😀") == "Søn & <b>\n\t😀"
    assert xml_text("a\r\nb\rc\x00\ud800\uffff") == "a\nb\nc\ufffd\ufffd\ufffd"
