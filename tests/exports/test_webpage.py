"""The page as text, and what goes into it: marks, links, places."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import metadata
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit import GraphkitError, KnowledgeGraph, QueryError
from graphkit.exports import webpage
from graphkit.exports.evidence import link, pieces
from graphkit.exports.layout import places
from graphkit.exports.webpage import json_text
from graphkit.ontology import Ontology
from graphkit.queries import Queries
from graphkit.stores.embedded import EmbeddedStore
from tests.neo4j.server import Connection
from tests.sample import sample_graph, sample_rows
from tests.stores.conftest import neo4j_store


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return sample_graph(EmbeddedStore())


def content(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.split('id="content">')[1].split("</script>")[0])
    return found


def row(sentence: str, *, subject: tuple[str, ...] = (), object: tuple[str, ...] = (), **more: str) -> dict[str, Any]:
    return {
        "sentence": sentence, "subject_names": subject, "object_names": object, "role": "", "speaker": "", **more,
    }  # fmt: skip


def test_equal_graphs_give_equal_pages(graph: KnowledgeGraph) -> None:
    with KnowledgeGraph(EmbeddedStore(), Ontology.load(), Queries()) as other:
        for rows in reversed(sample_rows()):
            other.store.write([rows])
        assert other.view() == graph.view()
        assert "".join(other.export("html")) == "".join(graph.export("html"))


def test_both_stores_give_the_same_page(graph: KnowledgeGraph, neo4j_database: Connection) -> None:
    with sample_graph(neo4j_store(neo4j_database)) as other:
        assert other.view() == graph.view()


def test_nothing_but_the_pages_own_scripts_and_style_may_run(graph: KnowledgeGraph) -> None:
    page = graph.view()
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    code = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    for texts, directive in ((code, "script-src"), (style, "style-src")):
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert allowed[directive].split() == [f"'sha256-{digest}'" for digest in hashes]
    assert len(code) == 2


def test_own_scripts_make_no_markup_of_text() -> None:
    for name in webpage.SCRIPTS:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", webpage._data(name))


def test_denied_and_other_claims_stand_together_newest_first(graph: KnowledgeGraph) -> None:
    found = content(graph.view("Citymart"))
    names = [node["name"] for node in found["nodes"]]
    [edge] = [e for e in found["edges"] if e["predicate"] == "CLIENT_OF" and names[e["from"]] == "Citymart"]
    assert (edge["contested"], edge["status"], edge["count"]) == (True, "alleged", 2)
    assert {claim["status"] for claim in edge["claims"]} == {"alleged", "denied"}
    article = found["articles"][edge["claims"][0]["article"]]
    assert article == {
        "title": "Bank confirms, market denies", "url": "https://example.org/bank-confirms,-market-denies",
        "publisher": "Northern Wire", "published": "2020-03-05",
    }  # fmt: skip


def test_the_most_connected_part_is_shown_up_to_the_limit(graph: KnowledgeGraph) -> None:
    found = content(graph.view(limit=4))
    assert len(found["nodes"]) == 4
    assert "Acme Vision" in {node["name"] for node in found["nodes"]}
    joined = [node for node in graph.to_networkx() if graph.to_networkx().degree(node)]
    assert found["entities"] == len(joined) > 4


def test_what_is_around_an_entity_by_steps(graph: KnowledgeGraph) -> None:
    names = {node["name"] for node in content(graph.view("fotowall"))["nodes"]}
    assert names == {"Fotowall", "Acme Vision"}
    further = {node["name"] for node in content(graph.view("fotowall", steps=2))["nodes"]}
    assert further > names | {"Citymart", "Ada Moreau"}
    assert {node["name"] for node in content(graph.view("fotowall", steps=0))["nodes"]} == {"Fotowall"}


def test_nothing_to_show_is_an_error(graph: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match="no relationship to show"):
        graph.view(since="2099-01-01")
    with pytest.raises(QueryError, match="nothing in the graph is called 'nobody'"):
        graph.view("nobody")
    with pytest.raises(QueryError, match="limit -1"):
        graph.view(limit=-1)
    with pytest.raises(QueryError, match="steps -1"):
        graph.view("fotowall", steps=-1)


def test_a_graph_too_large_for_a_page_is_an_error(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webpage, "MOST_ENTITIES", 3)
    with pytest.raises(GraphkitError, match=r"3 entities, and these are 19: `graphkit view` shows"):
        "".join(graph.export("html"))


def test_without_the_library_an_error_says_what_to_install(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webpage, "LIBRARY", "a-package-that-nobody-has")
    with pytest.raises(GraphkitError, match=r"pip install 'graphkit\[view\]'"):
        graph.view()


def test_the_library_is_the_newest_that_pyvis_carries() -> None:
    carried = {file.parent.name for file in metadata.files("pyvis") or [] if file.name == webpage.LIBRARY_FILE}
    newest = max(carried, key=webpage._version)
    assert f"@version {newest.removeprefix('vis-')}" in webpage._library()


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (
            row("Acme Vision, Acme said, serves ICE.", subject=("Acme", "Acme Vision"), object=("ICE",)),
            "[Acme Vision|subject], [Acme|subject] said, serves [ICE|object].",
        ),
        (
            row("POLICE and ICEland use it, says ICE.", object=("ICE",), speaker="ICE"),
            "POLICE and ICEland use it, says [ICE|object].",
        ),
        (
            row("Its chief\nexecutive Ada (Acme) left.", subject=("Ada",), role="chief executive"),
            "Its [chief\nexecutive|role] [Ada|subject] (Acme) left.",
        ),
        (row("It uses A.I. (beta).", object=("(beta)", " ", "")), "It uses A.I. [(beta)|object]."),
        (row("", subject=("x",)), ""),
    ],
)
def test_words_that_carry_a_claim_are_marked(claim: dict[str, Any], expected: str) -> None:
    assert "".join(f"[{text}|{names}]" if names else text for text, names in pieces(claim)) == expected


@given(st.text(max_size=60), st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_pieces_make_up_the_sentence(sentence: str, subject: list[str], object: list[str]) -> None:
    cut = pieces(row(sentence, subject=tuple(subject), object=tuple(object)))
    assert "".join(text for text, _ in cut) == sentence


@pytest.mark.parametrize("url", ["https://example.org/a?b=1#c", "HTTP://example.org", "https://[::1]/x"])
def test_web_addresses_are_links(url: str) -> None:
    assert link(url) == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "java\nscript:x", "data:text/html,x", "file:///etc/passwd", "//example.org", "http:", "",
     "https://a b", "https://[", "vbscript:x", " https://example.org", "https://example.org/\u202etxt.exe"],
)  # fmt: skip
def test_anything_else_is_no_link(url: str) -> None:
    assert link(url) == ""


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_survives_and_cannot_leave_its_script(value: Any) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert not re.search("[<>&\u2028\u2029]", text)


@settings(max_examples=12)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=60), st.randoms())
def test_every_node_has_a_place_of_its_own_whatever_the_order(edges: list[tuple[int, int]], random: Any) -> None:
    network: nx.MultiDiGraph[Any] = nx.MultiDiGraph((f"n{a}", f"n{b}") for a, b in edges)
    found = places(network)
    assert set(found) == set(network)
    assert len(set(found.values())) == len(found)
    random.shuffle(edges)
    assert places(nx.MultiDiGraph((f"n{a}", f"n{b}") for a, b in edges)) == found
