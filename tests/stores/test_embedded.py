"""What is particular to the file: it survives kill -9, has one writer, and refuses what is not its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import kglite
import pytest

from graphkit.errors import StoreError, StoreLockedError
from graphkit.stores import open_store
from graphkit.stores.embedded import EmbeddedStore
from tests.stores.rows import article, exported
from tests.stores.writer import BATCH, VERSIONS, batches

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.kgl"


def writer(path: Path) -> subprocess.Popen[str]:
    """Start the process that writes."""
    command = [sys.executable, "-m", "tests.stores.writer", str(path)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def kill_after(path: Path, written: int) -> None:
    """Let the process write so many batches, and kill it while it writes the next."""
    with writer(path) as process:
        assert process.stdout is not None
        for _ in range(written):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("written", [0, 1, 2, 5, 10, 11, 17, 23, 29, 30])
def test_killed_writer_leaves_every_article_whole_or_absent(path: Path, written: int) -> None:
    kill_after(path, written)
    wrote = list(batches())[:written]
    known = {rows.fingerprint: rows for articles in VERSIONS for rows in articles}
    with EmbeddedStore(path) as store:
        held = store.fingerprints()
        acknowledged = {rows.key: rows.fingerprint for batch in wrote for rows in batch}
        later = {key for key, fingerprint in held.items() if acknowledged.get(key) != fingerprint}
        assert acknowledged.keys() <= held.keys()
        # Lines may wait in the pipe, so that more batches than were counted can be there; each is there whole.
        assert len(later) % BATCH == 0
        with EmbeddedStore() as fresh:
            fresh.write([known[fingerprint] for fingerprint in held.values()])
            assert exported(store) == exported(fresh)
        for batch in batches():
            store.write(batch)
        with EmbeddedStore() as fresh:
            fresh.write(VERSIONS[-1])
            assert exported(store) == exported(fresh)


def test_reader_sees_what_a_killed_writer_had_written(path: Path) -> None:
    kill_after(path, 5)
    before = sorted(path.parent.iterdir())
    with EmbeddedStore(path, read_only=True) as store:
        assert store.describe()["articles"] >= 5 * BATCH
    assert sorted(path.parent.iterdir()) == before


def test_reader_sees_what_a_writer_at_work_has_written(path: Path) -> None:
    with EmbeddedStore(path) as store:
        for number in range(3):
            store.write([article(f"{number}", "ICE USES Clearview")])
            with EmbeddedStore(path, read_only=True) as reader:
                assert exported(reader) == exported(store)


def test_second_writer_is_refused_naming_file_and_process(path: Path) -> None:
    with (
        EmbeddedStore(path),
        pytest.raises(StoreLockedError, match=f"graph.kgl is being written by process {os.getpid()}"),
    ):
        EmbeddedStore(path)


def test_writer_in_another_process_is_named(path: Path) -> None:
    with writer(path) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline()
            with pytest.raises(StoreLockedError, match=f"process {process.pid};"):
                EmbeddedStore(path)
        finally:
            process.kill()


def test_graph_survives_closing(path: Path) -> None:
    with EmbeddedStore(path) as store:
        store.write([article("one", "ICE USES Clearview testing", "Acme PARTNERS_WITH Clearview")])
        before = exported(store)
    with EmbeddedStore(path) as store:
        assert exported(store) == before
        assert (
            store.write([article("one", "ICE USES Clearview testing", "Acme PARTNERS_WITH Clearview")]).unchanged == 1
        )
    with EmbeddedStore(path, read_only=True) as store:
        assert exported(store) == before


def test_read_only_store_cannot_be_written(path: Path) -> None:
    EmbeddedStore(path).close()
    with EmbeddedStore(path, read_only=True) as store:
        for write in (lambda: store.write([article("one")]), lambda: store.forget(["one"]), store.rebuild):
            with pytest.raises(StoreError, match="read only"):
                write()


def test_missing_file_cannot_be_read(path: Path) -> None:
    with pytest.raises(StoreError, match="graphkit ingest"):
        EmbeddedStore(path, read_only=True)
    assert not list(path.parent.iterdir())


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="folder"):
        EmbeddedStore(tmp_path / "nowhere" / "graph.kgl")


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("content", [b"", b"hello world" * 100, b"RGF\x09" + bytes(2000)])
def test_file_of_another_kind_is_refused_and_left_alone(path: Path, content: bytes, read_only: bool) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"graph.kgl is no graphkit store|cannot be opened") as caught:
        EmbeddedStore(path, read_only=read_only)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


def test_damaged_file_is_refused_and_left_alone(path: Path) -> None:
    with EmbeddedStore(path) as store:
        store.write(VERSIONS[0])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match=r"graph\.kgl"):
        EmbeddedStore(path)
    assert path.read_bytes() == whole[: len(whole) // 2]


@pytest.mark.parametrize("read_only", [False, True])
def test_graph_that_is_not_ours_is_refused_and_left_alone(path: Path, read_only: bool) -> None:
    other = kglite.KnowledgeGraph()
    other.cypher("CREATE (:Person {id: 'p'})")
    other.save(str(path))
    content = path.read_bytes()
    for _ in range(2):  # the first leaves no lock behind
        with pytest.raises(StoreError, match="not graphkit's"):
            EmbeddedStore(path, read_only=read_only)
    assert path.read_bytes() == content


def test_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no graphkit store"):
        EmbeddedStore(tmp_path)


class TestOpenStore:
    @pytest.fixture(autouse=True)
    def nowhere(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("GRAPHKIT_STORE", raising=False)
        monkeypatch.delenv("NEO4J_URI", raising=False)

    def test_default_is_a_file_in_the_current_directory(self) -> None:
        with open_store() as store:
            assert store.describe()["location"] == "graphkit.kgl"
        assert Path("graphkit.kgl").exists()

    def test_environment_names_the_store(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NEO4J_URI", "neo4j://localhost:1")
        monkeypatch.setenv("GRAPHKIT_STORE", "other.kgl")
        with open_store() as store:
            assert store.describe()["location"] == "other.kgl"
        monkeypatch.delenv("GRAPHKIT_STORE")
        with pytest.raises(StoreError, match="no Neo4j answers at neo4j://localhost:1"):
            open_store()

    def test_memory_leaves_no_file(self) -> None:
        with open_store(":memory:") as store:
            store.write([article("one", "ICE USES Clearview")])
        assert not list(Path().iterdir())

    def test_unknown_scheme_is_refused(self) -> None:
        with pytest.raises(StoreError, match="http://"):
            open_store("http://user:secret@localhost")
