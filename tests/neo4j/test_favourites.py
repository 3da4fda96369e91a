"""Every favourite of the kit on a graph that the real store wrote, with parameters as the Browser sets them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

import pytest
from neo4j import GraphDatabase, Session

from graphkit.browser import write_kit
from tests.neo4j.server import Connection
from tests.sample import sample_rows
from tests.stores.conftest import neo4j_store

PARAM = re.compile(r"^:param (\w+) => (.+);$", re.MULTILINE)
# Whom the sample speaks of, in place of whom a newcomer's graph does; in another case than there.
STANDS_FOR = {"Clearview AI": "ACME", "Coinbase": "brightbank", "Clearview": "acme"}


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The favourites by their path in the kit's archive."""
    folder = tmp_path_factory.mktemp("kit")
    write_kit(folder)
    with zipfile.ZipFile(folder / "graphkit-favourites.zip") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture(scope="module")
def session(neo4j_server: Connection) -> Iterator[Session]:
    """A session with the server, which holds the sample."""
    neo4j_server.empty()
    with neo4j_store(neo4j_server) as store:
        store.write(sample_rows())
    with (
        GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver,
        driver.session(database=neo4j_server.database) as session,
    ):
        yield session


@pytest.fixture(scope="module")
def parameters(session: Session, kit: dict[str, str]) -> dict[str, object]:
    """What the favourite with the parameters sets: the Browser has the server evaluate each of them."""
    script = kit["graphkit: pictures/parameters.cypher"]
    for example, name in STANDS_FOR.items():
        script = script.replace(f'"{example}"', f'"{name}"')
    return {
        name: session.run(f"RETURN {expression} AS value").single(strict=True)["value"]
        for name, expression in PARAM.findall(script)
    }


def test_names_in_any_case_become_ids(parameters: dict[str, object]) -> None:
    assert parameters["entity"] == parameters["vendor"] == ["company/acme-vision"]
    assert parameters["other"] == ["company/brightbank"]


def test_pictures_show_something(session: Session, kit: dict[str, str], parameters: dict[str, object]) -> None:
    pictures = {
        path: text for path, text in kit.items() if path.startswith("graphkit: pictures/") and ":param" not in text
    }
    assert len(pictures) == 6
    empty = [path for path, text in pictures.items() if not session.run(text, parameters).data()]
    assert empty == []


def test_every_other_favourite_runs(session: Session, kit: dict[str, str], parameters: dict[str, object]) -> None:
    tables = [text for path, text in kit.items() if not path.startswith("graphkit: pictures/")]
    answered = [text for text in tables if session.run(text, parameters).data()]
    assert len(answered) > len(tables) / 3
