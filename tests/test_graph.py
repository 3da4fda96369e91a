"""KnowledgeGraph: the calls that people make."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphkit import KnowledgeGraph, ModelError, QueryError, Rows, StoreError
from graphkit.stores.embedded import EmbeddedStore
from tests.extractors import PatternExtractor
from tests.sample import sample_graph


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    with sample_graph(EmbeddedStore()) as graph:
        yield graph


class TestNames:
    @pytest.mark.parametrize("name", ["Acme Vision", "ACME VISION", "acme", "Acme Vision, Inc.", "company/acme-vision"])
    def test_any_name_finds_the_entity(self, graph: KnowledgeGraph, name: str) -> None:
        assert graph.entity(name).id == "company/acme-vision"

    def test_unknown_name_gets_proposals(self, graph: KnowledgeGraph) -> None:
        with pytest.raises(QueryError, match="nothing in the graph is called 'Brightbnk'; did you mean 'Brightbank'"):
            graph.entity("Brightbnk")

    def test_part_of_a_name_gets_proposals(self, graph: KnowledgeGraph) -> None:
        with pytest.raises(QueryError, match="did you mean 'Northland Police'"):
            graph.query("vendors_of", client="police")

    def test_nothing_near_says_how_to_search(self, graph: KnowledgeGraph) -> None:
        with pytest.raises(QueryError, match="graphkit query search"):
            graph.entity("qqqqqqqqqq")

    @pytest.mark.parametrize("call", ["entity", "query"])
    def test_ambiguous_name_names_the_ids(self, graph: KnowledgeGraph, call: str) -> None:
        with pytest.raises(QueryError, match="'Rival' may be company/rival-lenses, company/rival-optics"):
            graph.entity("Rival") if call == "entity" else graph.query("vendors_of", client="Rival")

    @pytest.mark.parametrize("name", ["'}) DETACH DELETE n //", "`", "$x", "\\", "x" * 10_000, "\u202e\n"])
    def test_hostile_names_are_only_unknown(self, graph: KnowledgeGraph, name: str) -> None:
        before = graph.stats()
        with pytest.raises(QueryError, match="nothing in the graph"):
            graph.entity(name)
        assert graph.stats() == before


class TestAsking:
    def test_entity_has_names_neighbours_and_claims(self, graph: KnowledgeGraph) -> None:
        view = graph.entity("acme")
        assert (view.name, view.kind, view.articles) == ("Acme Vision", "company", 6)
        assert view.aliases == ("Acme", "Acme Vision Inc.")
        assert ("<-", "SUED", "Fotowall") in {(r["direction"], r["relation"], r["other"]) for r in view.neighbours}
        assert all("Acme Vision" in (c["subject"], c["object"]) for c in view.claims)

    def test_evidence(self, graph: KnowledgeGraph) -> None:
        rows = graph.evidence("northland police", "CLIENT_OF", "acme")
        assert [row["status"] for row in rows] == ["ended", "actual"]
        assert len(graph.evidence("brightbank", None, "acme")) == 2

    def test_evidence_of_an_unknown_predicate(self, graph: KnowledgeGraph) -> None:
        with pytest.raises(QueryError, match="no predicate 'EATS'"):
            graph.evidence("brightbank", "EATS", "acme")

    def test_find(self, graph: KnowledgeGraph) -> None:
        assert [row["id"] for row in graph.find("RIVAL")] == ["company/rival-lenses", "company/rival-optics"]

    def test_cypher_reads(self, graph: KnowledgeGraph) -> None:
        assert graph.cypher("MATCH (e:Entity {name: $text}) RETURN e.id AS id", text="Oslo") == [{"id": "place/oslo"}]

    def test_cypher_refuses_to_write(self, graph: KnowledgeGraph) -> None:
        with pytest.raises(QueryError, match="may only read"):
            graph.cypher("MATCH (e:Entity) DETACH DELETE e")

    def test_cypher_that_is_wrong(self, graph: KnowledgeGraph) -> None:
        with pytest.raises(QueryError, match="cannot be run"):
            graph.cypher("MATCH (e:Entity")


class TestRows:
    def test_are_mappings_in_a_sequence(self, graph: KnowledgeGraph) -> None:
        rows = graph.query("lawsuits")
        assert rows[0]["plaintiff"] == "Fotowall"
        assert rows[:1] == rows.to_dicts()
        assert repr(rows).startswith("<1 rows of plaintiff, defendant")

    def test_become_a_dataframe(self, graph: KnowledgeGraph) -> None:
        frame = graph.query("clients_of", vendor="acme").to_dataframe()
        assert list(frame["client"])[:2] == ["Brightbank", "Northland Police"]

    def test_know_their_columns_when_empty(self, graph: KnowledgeGraph) -> None:
        rows = graph.query("lawsuits", since="2099-01-01")
        assert len(rows) == 0
        assert list(rows.to_dataframe().columns) == list(rows.columns) == list(graph.query("lawsuits").columns)

    def test_dicts_are_copies(self) -> None:
        rows = Rows([{"a": 1}])
        rows.to_dicts()[0]["a"] = 2
        assert rows == [{"a": 1}]


class TestNetworkx:
    def test_holds_the_whole_graph(self, graph: KnowledgeGraph) -> None:
        network = graph.to_networkx()
        stats = graph.stats()
        assert (len(network), network.number_of_edges()) == (stats["entities"], stats["relationships"])
        assert network.nodes["company/acme-vision"]["name"] == "Acme Vision"
        edge = network.edges["agency/northland-police", "company/acme-vision", "CLIENT_OF"]
        assert (edge["claims"], edge["status"], edge["first_seen"]) == (2, "ended", "2020-02-20")

    def test_filters(self, graph: KnowledgeGraph) -> None:
        network = graph.to_networkx(predicates=["SUED", "USES"], since=datetime.date(2021, 1, 1))
        assert {key for _, _, key in network.edges(keys=True)} == {"USES"}
        assert "place/oslo" not in network
        assert graph.to_networkx(min_confidence=0.9).number_of_edges() < graph.to_networkx().number_of_edges()

    def test_unknown_predicate(self, graph: KnowledgeGraph) -> None:
        with pytest.raises(QueryError, match="no predicate 'EATS'"):
            graph.to_networkx(predicates=["EATS"])


def test_min_confidence_is_refused_beside_an_extractor_of_the_users_own() -> None:
    with pytest.raises(ModelError, match="min_confidence is for graphkit's own models"):
        KnowledgeGraph.open(":memory:", model=PatternExtractor, min_confidence=0.5)


class TestStore:
    def test_export_is_sorted_json_lines(self, graph: KnowledgeGraph) -> None:
        rows = [json.loads(line) for line in graph.export()]
        stats = graph.stats()
        nodes = {
            what: [r["id"] for r in rows if what in r.get("labels", ())] for what in ("Article", "Claim", "Entity")
        }
        assert {what: len(ids) for what, ids in nodes.items()} == {
            "Article": stats["articles"],
            "Claim": stats["claims"],
            "Entity": stats["entities"],
        }
        assert all(ids == sorted(ids) for ids in nodes.values())

    def test_unknown_export(self, graph: KnowledgeGraph) -> None:
        with pytest.raises(QueryError, match="no export format 'xls'; known are jsonl"):
            graph.export("xls")

    def test_forget_takes_along_what_rested_on_it(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Acme uses Zeta.")
        (tmp_path / "b.txt").write_text("Acme uses Beta.")
        with KnowledgeGraph.open(":memory:", model=PatternExtractor) as graph:
            graph.ingest(tmp_path)
            key = graph.query("busiest_articles")[0]["article"]
            assert graph.forget(key, "https://example.org/none") == 1
            assert graph.forget(key) == 0
            assert (graph.stats()["articles"], graph.stats()["entities"]) == (1, 2)
            assert graph.rebuild() == 0

    def test_stats(self, graph: KnowledgeGraph) -> None:
        stats = graph.stats()
        assert (stats["kind"], stats["location"], stats["articles"]) == ("embedded", ":memory:", 6)
        assert stats["claims by status"]["denied"] == 1
        assert sum(stats["claims by predicate"].values()) == stats["claims"]

    def test_reading_only_needs_a_store(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="no store"):
            KnowledgeGraph.open(tmp_path / "none.kgl", read_only=True)

    def test_extract_writes_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Acme uses Zeta.")
        (tmp_path / "b.txt").write_text("CRASH")
        with KnowledgeGraph.open(":memory:", model=PatternExtractor) as graph:
            good, bad = graph.extract(tmp_path)
            assert [claim.predicate for claim in good.claims] == ["USES"]
            assert "cannot read CRASH" in str(bad)
            assert graph.stats()["articles"] == 0
