"""Ingestion: what is written, passed over, replaced and reported, with one process and with several."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graphkit import KnowledgeGraph, Report
from graphkit.errors import GraphkitError, ModelError
from graphkit.ingestion import batched
from tests.extractors import ForgetfulExtractor, NewerExtractor, PatternExtractor, no_model

ROOT = Path(__file__).parent.parent


def opened(store: str | Path = ":memory:", model: Callable[[], PatternExtractor] = PatternExtractor) -> KnowledgeGraph:
    return KnowledgeGraph.open(store, model=model)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.replaced, report.unchanged, len(report.failed)


@pytest.fixture
def press(tmp_path: Path) -> Path:
    """A folder of 40 articles about ten companies."""
    folder = tmp_path / "press"
    folder.mkdir()
    names = ["Acme", "Beta", "Ceta", "Delta", "Epsi", "Zeta", "Etas", "Theta", "Iota", "Kappa"]
    for number in range(40):
        text = " ".join(f"{names[number % 10]} uses {names[(number + step) % 10]}." for step in (1, 3, 7))
        (folder / f"{number:02}.txt").write_text(f"News {number}\n\n{text}\n")
    return folder


def test_batched() -> None:
    assert list(batched(range(5), 2)) == [[0, 1], [2, 3], [4]]


def test_ingest_reports_what_it_did(press: Path) -> None:
    with opened() as graph:
        report = graph.ingest(press)
        assert counts(report) == (40, 0, 0, 0)
        assert (report.claims, report.articles) == (120, 40)
        assert report.words > 400
        assert graph.stats()["claims"] == 120
        assert "40 added" in str(report)


def test_ingest_twice_changes_nothing(press: Path) -> None:
    with opened() as graph:
        graph.ingest(press)
        before = list(graph.export())
        again = graph.ingest(press)
        assert counts(again) == (0, 0, 40, 0)
        assert (again.claims, again.words) == (0, 0)
        assert list(graph.export()) == before


def test_changed_article_replaces_the_older(press: Path) -> None:
    with opened() as graph:
        graph.ingest(press)
        (press / "07.txt").write_text("Acme uses Novum.")
        assert counts(graph.ingest(press)) == (0, 1, 39, 0)
        assert graph.find("novum")[0]["articles"] == 1
        assert graph.stats()["claims"] == 118


def test_newer_model_reads_everything_anew(press: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "g.kgl") as graph:
        graph.ingest(press)
    with opened(tmp_path / "g.kgl", NewerExtractor) as graph:
        assert counts(graph.ingest(press)) == (0, 40, 0, 0)


def test_order_of_sources_makes_no_difference(press: Path) -> None:
    files = sorted(press.iterdir())
    shuffled = random.Random(4).sample(files, len(files))
    with opened() as one, opened() as other:
        one.ingest(*files)
        other.ingest(*shuffled)
        assert list(one.export()) == list(other.export())


@pytest.mark.parametrize("workers", [1, 2])
def test_failing_article_is_named_and_stops_no_other(press: Path, workers: int) -> None:
    (press / "07.txt").write_text("CRASH")
    (press / "08.txt").write_bytes(b"\xff\xfa\x00")
    with opened() as graph:
        report = graph.ingest(press, press / "none.txt", workers=workers)
    assert counts(report) == (38, 0, 0, 3)
    lines = sorted(str(failure) for failure in report.failed)
    assert len(lines) == 3
    assert any("07.txt" in line and "cannot read CRASH" in line for line in lines)
    assert any("08.txt" in line for line in lines)
    assert any("none.txt" in line for line in lines)


def test_workers_give_the_same_graph(press: Path) -> None:
    with opened() as one, opened() as other:
        one.ingest(press)
        report = other.ingest(press, workers=3)
        assert counts(report) == (40, 0, 0, 0)
        assert list(one.export()) == list(other.export())
    assert multiprocessing.active_children() == []


def test_dying_worker_ends_the_run_in_one_error(press: Path) -> None:
    (press / "39.txt").write_text("DIE")
    with opened() as graph, pytest.raises(GraphkitError, match="a worker process died"):
        graph.ingest(press, workers=2)
    assert multiprocessing.active_children() == []


def test_missing_model_is_told_by_workers_too(press: Path) -> None:
    for workers in (1, 2):
        with opened(model=no_model) as graph, pytest.raises(ModelError, match="no model here"):
            graph.ingest(press, workers=workers)


def test_model_is_not_loaded_for_nothing(tmp_path: Path) -> None:
    with opened(model=no_model) as graph:
        assert counts(graph.ingest(tmp_path / "none.txt")) == (0, 0, 0, 1)


def test_model_that_leaves_articles_out_is_broken(press: Path) -> None:
    with opened(model=ForgetfulExtractor) as graph, pytest.raises(ModelError, match="it is broken"):
        graph.ingest(press)


def test_workers_must_be_some(press: Path) -> None:
    with opened() as graph, pytest.raises(ValueError, match="at least 1"):
        graph.ingest(press, workers=0)


def test_progress_is_told_as_it_goes(press: Path) -> None:
    seen: list[Report] = []
    with opened() as graph:
        report = graph.ingest(press, progress=seen.append)
    assert counts(seen[-1]) == counts(report)
    assert [r.articles for r in seen] == sorted(r.articles for r in seen)


def test_interrupted_ingest_leaves_no_process_and_goes_on(press: Path, tmp_path: Path) -> None:
    """Ctrl-C after the workers have started: they end with their parent, and the same call completes the graph."""
    script = """
import os, signal, sys
from graphkit import KnowledgeGraph
from tests.extractors import PatternExtractor
def stop(report):
    os.kill(os.getpid(), int(sys.argv[3]))
if __name__ == "__main__":
    with KnowledgeGraph.open(sys.argv[1], model=PatternExtractor) as graph:
        graph.ingest(sys.argv[2], workers=2, progress=stop)
"""
    (tmp_path / "run.py").write_text(script)
    store = tmp_path / "g.kgl"
    for number in (signal.SIGINT, signal.SIGKILL):
        command = [sys.executable, str(tmp_path / "run.py"), str(store), str(press), str(int(number))]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        # Orphans would hold the pipe open, and the call would not come back.
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False)
        assert done.returncode != 0
    with opened(store) as graph, opened() as whole:
        graph.ingest(press)
        whole.ingest(press)
        assert list(graph.export()) == list(whole.export())
