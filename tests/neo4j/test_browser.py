"""The real Neo4j Browser in a headless Chromium, dressed with graphkit's kit.

``--update-images`` puts the pictures that are taken here into ``docs/images``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from graphkit.browser import Browser, first_query, write_kit
from graphkit.queries import Queries
from tests.conftest import is_required
from tests.neo4j.chromium import BrowserPage, chromium, chromium_is_here
from tests.neo4j.server import Connection
from tests.neo4j.small_graph import load_small_graph, small_graph

IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"
FIRST = "1. The first picture"
SENTENCES = "3. Down to the sentences"

Photographer = Callable[[webdriver.Chrome, str], Path]


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest, neo4j_server: Connection) -> Browser:
    """The Browser of a server that holds the small graph."""
    if not neo4j_server.http_uri:
        pytest.skip("GRAPHKIT_TEST_NEO4J_HTTP does not say where the server has its Browser")
    if not chromium_is_here():
        missing = "Chromium and chromedriver are not installed (Debian: chromium, chromium-driver)"
        if is_required(request.config):
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    neo4j_server.empty()
    load_small_graph(neo4j_server)
    return Browser.of(
        neo4j_server.uri,
        username=neo4j_server.username,
        database=neo4j_server.database,
        root=f"{neo4j_server.http_uri}/browser/",
    )


@pytest.fixture(scope="module")
def page(browser: Browser, neo4j_server: Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserPage]:
    """The Browser's page after sign-in, with style and favourites dropped on it and the parameters set."""
    kit = tmp_path_factory.mktemp("kit")
    write_kit(kit, browser=browser)
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        driver.get(browser.address(first_query()))
        page = BrowserPage(driver)
        page.sign_in(neo4j_server.password)
        page.drop(kit / "style.grass")
        page.until_text("node.Company {")
        page.drop(kit / "graphkit-favourites.zip")
        yield page


@pytest.fixture
def photograph(request: pytest.FixtureRequest, tmp_path: Path) -> Photographer:
    """Save what the page shows, and in the documentation too where that is asked for."""

    def take(driver: webdriver.Chrome, name: str) -> Path:
        picture = tmp_path / name
        assert driver.save_screenshot(str(picture))
        if request.config.getoption("--update-images"):
            IMAGES.mkdir(exist_ok=True)
            shutil.copy(picture, IMAGES / name)
        return picture

    return take


def test_an_address_fills_in_server_database_user_and_query(browser: Browser, tmp_path: Path) -> None:
    query = '// 100 % é\nMATCH (n)\nWHERE n.x + 1 >= 2 OR n.name = "it\'s <b> + ?"\nRETURN n'
    with chromium(tmp_path) as driver:
        driver.get(browser.address(query))
        page = BrowserPage(driver)
        user, _, server = browser.dbms.removeprefix("neo4j://").rpartition("@")
        assert page.value("boltaddress") == server
        assert page.value("username") == user
        assert page.value("database") == browser.database
        assert page.editor().splitlines() == query.splitlines()


def test_the_first_picture_shows_names_and_types(page: BrowserPage, photograph: Photographer) -> None:
    page.run_editor()
    picture = page.picture(FIRST)
    names = small_graph()["entities"]
    captions = picture.nodes()
    assert len(captions) == len(names)
    assert all(any(name.startswith(caption.rstrip("…")) for name in names) for caption in captions)
    colours = {names[caption]: picture.colour(caption) for caption in captions if caption in names}
    assert len(set(colours.values())) == len(colours) >= 6
    # Short arrows have room for a part of their captions alone.
    said = {"sued (planned)", "client of (actual)", "data from (actual)", "founded (actual)", "acquired (actual)"}
    assert len(said & picture.arrows()) >= 2
    picture.fill_screen()
    assert photograph(page.driver, "neo4j-browser.png").stat().st_size > 20_000
    picture.leave_screen()


def test_favourites_stand_in_a_folder_for_each_theme(page: BrowserPage) -> None:
    themes = sorted({query.theme for query in Queries().values()})
    ours = [folder for folder in page.folders() if folder.startswith("graphkit: ")]
    assert ours == [f"graphkit: {theme}" for theme in ["pictures", *themes]]


def test_a_favourite_leads_down_to_the_sentences(page: BrowserPage, photograph: Photographer) -> None:
    page.run_favourite("graphkit: pictures", "0. Parameters")
    page.until_statements_succeeded()
    page.run_favourite("graphkit: pictures", SENTENCES)
    picture = page.picture(SENTENCES)
    picture.fill_screen()
    picture.nodes()["SUED planned"].click()
    page.until_text("Twitter threatened to take Clearview AI to court.")
    assert photograph(page.driver, "neo4j-browser-sentence.png").stat().st_size > 20_000
    picture.leave_screen()
