"""The command line as a process of its own: pipes, codes, signals, the time it takes to start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graphkit.extraction_files import dump
from tests.sample import extractions

ROOT = Path(__file__).parent.parent.parent
GRAPHKIT = [sys.executable, "-c", "from graphkit.cli import main; main()"]
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in {"GRAPHKIT_STORE", "NEO4J_URI"}} | {
    "PYTHONPATH": str(ROOT)
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of extractions, and the graph of them."""
    (tmp_path / "x.jsonl").write_text("".join(dump(e) + "\n" for e in extractions()), encoding="utf-8")
    assert run("load", "x.jsonl", folder=tmp_path).returncode == 0
    return tmp_path


def run(*arguments: str, folder: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*GRAPHKIT, *arguments], cwd=folder, env=ENVIRONMENT, input=stdin, capture_output=True, timeout=120, check=False
    )


def test_results_and_remarks_are_kept_apart(folder: Path) -> None:
    done = run("load", "x.jsonl", folder=folder)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"6 unchanged" in done.stderr
    assert b"\x1b" not in done.stderr
    done = run("query", "clients_of", "vendor=acme", folder=folder)
    assert b"Brightbank" in done.stdout
    assert done.stderr == b""


def test_export_into_a_pipe_that_closes_early_is_silent(folder: Path) -> None:
    with subprocess.Popen(
        [*GRAPHKIT, "export", "jsonl"], cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_full_disk_is_one_line(folder: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*GRAPHKIT, "export", "jsonl"],
            cwd=folder,
            env=ENVIRONMENT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"graphkit: stopped: ")
    assert done.stderr.count(b"\n") == 1


def test_interrupt_says_how_to_go_on(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*GRAPHKIT, "load", "-"], cwd=tmp_path, env=ENVIRONMENT, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        _wait_for(tmp_path / "graphkit.kgl-wal")
        process.send_signal(signal.SIGINT)
        assert b"the same command goes on from there" in process.stderr.read()
        assert process.wait(60) == 130


def _wait_for(path: Path) -> None:
    """Wait until the command has opened its store, which makes this file (at most half a minute)."""
    deadline = time.monotonic() + 30
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_locked_store_is_one_line(folder: Path) -> None:
    from graphkit.stores.embedded import EmbeddedStore

    with EmbeddedStore(folder / "graphkit.kgl"):
        done = run("load", "x.jsonl", folder=folder)
    assert done.returncode == 2
    assert b"is being written by process" in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("arguments", [["queries"], ["show", "company/acme-vision"], ["show", "Éva"]])
def test_a_terminal_that_lacks_a_character_gets_its_escape(folder: Path, arguments: list[str]) -> None:
    """Tables are ruled with box-drawing characters, and names come in any script."""
    done = subprocess.run(
        [*GRAPHKIT, *arguments],
        cwd=folder,
        env=ENVIRONMENT | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 2)
    assert (done.stdout + done.stderr).isascii()


def test_an_article_is_forgotten_under_an_ontology_of_ones_own(tmp_path: Path) -> None:
    """Relationships are derived anew from the claims that stay, so their statuses must be known."""
    (tmp_path / "o.yaml").write_text("statuses: {rumoured: {caption: rumoured}}", encoding="utf-8")
    claim = {"subject": "e1", "predicate": "USES", "object": "e2", "status": "rumoured", "evidence": [0, 25]}
    entities = [{"id": f"e{n}", "type": "Company", "name": name} for n, name in ((1, "Acme"), (2, "Zeta"))]
    row = {"text": "Acme is said to use Zeta.", "entities": entities, "claims": [claim]}
    (tmp_path / "r.jsonl").write_text("\n".join(json.dumps({"id": i, **row}) for i in ("a", "b")), encoding="utf-8")
    assert run("load", "r.jsonl", "--ontology", "o.yaml", folder=tmp_path).returncode == 0
    assert run("forget", "a", "--ontology", "o.yaml", folder=tmp_path).returncode == 0
    stats = json.loads(run("stats", "--json", folder=tmp_path).stdout)
    assert (stats["claims by status"], stats["relationships"]) == ({"rumoured": 1}, 1)


def test_an_ontology_file_that_is_missing_is_one_line(folder: Path) -> None:
    done = run("load", "x.jsonl", "--ontology", "none.yaml", folder=folder)
    assert done.returncode == 2
    assert (
        done.stderr == b"graphkit: ontology file none.yaml cannot be read: no such file or directory; check the path\n"
    )


def test_starting_loads_no_heavy_library() -> None:
    """What makes `graphkit version` quick: nothing is imported that it doesn't need."""
    code = (
        "import sys\nfrom graphkit.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'spacy', 'onnxruntime', 'networkx', 'neo4j', 'kglite', 'trafilatura', 'pandas', 'numpy'}"
        " & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, "version"], env=ENVIRONMENT, capture_output=True, check=False)
    assert done.stdout.startswith(b"graphkit 0.")
    assert done.stderr.strip() == b"[]"
