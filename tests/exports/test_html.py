"""The page in a headless Chromium: what is drawn, found, filtered and clicked, and what hostile text can't do.

``--update-images`` puts the picture that is taken here into ``docs/images``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from graphkit import KnowledgeGraph
from graphkit.ontology import Ontology
from graphkit.queries import Queries
from graphkit.stores.base import ArticleRows
from graphkit.stores.embedded import EmbeddedStore
from tests.conftest import is_required
from tests.exports.conftest import HOSTILE
from tests.exports.viewed import ViewedPage
from tests.neo4j.chromium import chromium, chromium_is_here
from tests.sample import sample_graph
from tests.stores.rows import article, claim, entity, fingerprinted

ROOT = Path(__file__).parent.parent.parent
PICTURE = ROOT / "docs" / "images" / "view.png"
MARKUP = (
    "</script><script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "<!--<script>window.hacked = 1//",
    "]]></style><svg onload='window.hacked = 1'>",
    "javascript:window.hacked=1",
    "$content ${window.hacked = 1} `${window.hacked = 1}`",
    "&lt;b&gt; &amp; \\u003cb\\u003e",
)
COLOURS = """
const canvas = document.querySelector("#canvas canvas");
const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
const seen = new Set();
for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
return [...seen];
"""
VIOLATION = """
const done = arguments[0];
document.addEventListener("securitypolicyviolation", event => done(event.violatedDirective), {once: true});
fetch("http://127.0.0.1:9/").catch(() => {});
"""


@pytest.fixture(scope="module")
def driver(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    if not chromium_is_here():
        missing = "Chromium and chromedriver are not installed (Debian: chromium, chromium-driver)"
        if is_required(request.config):
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        driver.set_page_load_timeout(300)
        driver.set_script_timeout(300)
        yield driver


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    with sample_graph(EmbeddedStore()) as graph:
        yield graph


@pytest.fixture(scope="module")
def whole(graph: KnowledgeGraph) -> str:
    return graph.view()


@pytest.fixture
def page(driver: webdriver.Chrome, whole: str, tmp_path: Path) -> ViewedPage:
    return ViewedPage(driver, whole, tmp_path)


def graph_of(*articles: ArticleRows) -> KnowledgeGraph:
    graph = KnowledgeGraph(EmbeddedStore(), Ontology.load(), Queries())
    graph.store.write(articles)
    return graph


def test_the_page_shows_what_is_joined_and_asks_the_network_for_nothing(
    page: ViewedPage, graph: KnowledgeGraph
) -> None:
    network = graph.to_networkx()
    names, relationships = page.shown()
    assert names == {network.nodes[node]["name"] for node in network if network.degree(node)}
    assert len(relationships) == network.number_of_edges()
    assert page.summary == f"{len(names)} entities, {len(relationships)} relationships"
    assert 0x3F7FD0 in page.script(COLOURS)  # the colour of companies, in the picture itself
    assert page.script("return performance.getEntriesByType('resource').length") == 0
    assert page.driver.execute_async_script(VIOLATION) == "connect-src"


def test_a_click_on_an_arrow_shows_the_sentences_with_their_words_marked(
    driver: webdriver.Chrome, graph: KnowledgeGraph, tmp_path: Path
) -> None:
    page = ViewedPage(driver, graph.view("Open Streets", predicates=["CRITICIZED"]), tmp_path)
    page.click("Open Streets", "Acme Vision")
    page.until_headed("Open Streets criticized Acme Vision")
    assert page.texts("#facts blockquote") == ["Open Streets criticized Acme Vision."]
    assert page.texts("#facts mark.subject") == ["Open Streets"]
    assert page.texts("#facts mark.object") == ["Acme Vision"]
    assert "actual" in page.texts("#facts .claim .chip")
    assert "Bo Lind says so" in page.one("#facts .claim").text
    assert page.one("#facts .source").text == "Bank confirms, market denies, Northern Wire, 2020-03-05"
    link = page.one("#facts .source a")
    assert link.get_attribute("href") == "https://example.org/bank-confirms,-market-denies"
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_a_click_on_a_dot_leads_to_its_relationships_and_on_to_their_sentences(
    driver: webdriver.Chrome, graph: KnowledgeGraph, tmp_path: Path
) -> None:
    page = ViewedPage(driver, graph.view("Citymart"), tmp_path)
    page.until_headed("Citymart")  # the one asked for is open from the start
    page.click("Acme Vision")
    page.until_headed("Acme Vision")
    assert "Also Acme, Acme Vision Inc." in page.texts("#facts p")
    [contested] = [fact for fact in page.all("#facts .fact") if fact.text.startswith("Citymart is a client of")]
    contested.click()
    page.until_headed("Citymart is a client of Acme Vision")
    assert "Contested: a claim denies it." in page.texts("#facts p")
    assert sorted(page.texts("#facts .claim .chip")) == ["alleged", "denied"]


def test_search_by_keyboard_finds_names_parts_and_aliases(page: ViewedPage) -> None:
    for text, found in [
        ("acme vis", "Acme Vision"),
        ("ácmé vis", "Acme Vision"),
        ("REGULATOR", "Data Office"),
        ("lens", "OpenLens"),
    ]:
        page.find(text)
        page.until_headed(found)
    page.one("#search").send_keys("no such name")
    assert page.texts("#found li") == ["Nothing here has such a name"]
    page.one("#search").send_keys(Keys.ESCAPE)
    assert not page.one("#found").is_displayed()


def test_filters_by_type_status_predicate_date_and_confidence(page: ViewedPage, graph: KnowledgeGraph) -> None:
    edges = {
        f"{graph.entity(s).name} {p} {graph.entity(o).name}": properties
        for s, o, p, properties in graph.to_networkx().edges(keys=True, data=True)
    }

    def those(test: str, value: object) -> set[str]:
        kept = {
            "status": lambda edge: edge["status"] != value,
            "predicate": lambda edge: edge["predicate"] != value,
            "confidence": lambda edge: edge["confidence"] >= value,
            "from": lambda edge: edge["last_seen"] >= value or not edge["last_seen"],
        }
        return {name for name, edge in edges.items() if kept[test](edge)}

    def only(expected: set[str]) -> None:
        assert expected != set(edges)
        assert page.shown()[1] == expected
        page.one("#everything").click()
        assert page.shown()[1] == set(edges)

    page.tick("Person")
    assert not {"Ada Moreau", "Bo Lind"} & page.shown()[0]
    only({name for name in edges if "Ada Moreau" not in name and "Bo Lind" not in name})
    page.tick("testing")
    only(those("status", "testing"))
    page.tick("develops")
    only(those("predicate", "DEVELOPS"))
    page.one("#confidence").send_keys(*[Keys.ARROW_RIGHT] * 18)
    only(those("confidence", 0.9))
    page.script("arguments[0].value = '2021-06-01'; arguments[0].dispatchEvent(new Event('change'))", page.one("#from"))
    only(those("from", "2021-06-01"))


def test_what_the_filters_hide_leaves_the_panel(page: ViewedPage) -> None:
    page.find("Ada Moreau")
    page.until_headed("Ada Moreau")
    page.tick("Person")
    page.until(lambda: page.texts("#facts h2") != ["Ada Moreau"])
    assert "Ada Moreau" not in page.one("#facts").text


def hostile_articles() -> Iterator[ArticleRows]:
    for number, text in enumerate((*HOSTILE, *MARKUP)):
        other = entity(text, f"alias {text}", ident=f"company/hostile-{number}")
        stated = replace(
            claim(str(number), "ICE USES Clearview testing"),
            object=other.id, role=text, sentence=f"ICE and {text}.", attributed_name=text, attributed_to=other.id,
        )  # fmt: skip
        plain = article(str(number), stated, entities=[entity("ICE"), other], text=text)
        url = f"https://example.org/{number}" if number % 2 else text
        yield fingerprinted(replace(plain, title=text, url=url, publisher=text, author=text, name=text))


def test_text_from_outside_is_shown_as_it_is_and_runs_nothing(driver: webdriver.Chrome, tmp_path: Path) -> None:
    driver.get_log("browser")  # what earlier pages left there
    with graph_of(*hostile_articles()) as graph:
        page = ViewedPage(driver, graph.view(), tmp_path)
    names = {*HOSTILE, *MARKUP}
    assert page.shown()[0] >= names
    page.find("ICE")
    page.until_headed("ICE")
    said = set()
    for place in range(len(names)):
        page.all("#facts .fact")[place].click()
        page.until(lambda: bool(page.all("#facts blockquote")))
        said |= set(page.texts("#facts blockquote"))
        assert not page.all("#facts a:not([href^='https://example.org/'])")
        page.all("#facts h2 .entity")[0].click()
        page.until_headed("ICE")
    assert said == {f"ICE and {name}." for name in names}
    assert page.script("return typeof window.hacked") == "undefined"
    assert len(page.all("script")) == 3
    assert page.all("img, iframe, object, embed, b, [onload], [onerror], [style*='url']") == []
    assert [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"] == []


@pytest.mark.slow
def test_two_thousand_entities_stay_usable(driver: webdriver.Chrome, tmp_path: Path) -> None:
    # Each is tied to one about half its number: a few hubs, many leaves.
    ties = [f"E{number} CLIENT_OF E{number // 2}" for number in range(1, 2000)]
    written = [article(f"a{at}", *ties[at : at + 100]) for at in range(0, len(ties), 100)]
    with graph_of(*written) as graph:
        page = ViewedPage(driver, graph.view(limit=2000), tmp_path)
    assert page.summary == "2,000 entities, 1,999 relationships"
    page.click("E1")
    page.until_headed("E1")
    page.find("E1999")
    page.until_headed("E1999")
    page.all("#facts .fact")[0].click()
    page.until_headed("E1999 is a client of E999")


@pytest.mark.slow
def test_the_picture_of_the_sample_articles(
    driver: webdriver.Chrome, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with KnowledgeGraph.open(":memory:") as graph:
        graph.ingest(ROOT / "data" / "articles")
        page = ViewedPage(driver, graph.view(), tmp_path)
    page.find("Argand Match")
    page.until_headed("Argand Match")
    [fact] = [fact for fact in page.all("#facts .fact") if fact.text.startswith("Kestrel Bay Police Department uses")]
    fact.click()
    page.until_headed("Kestrel Bay Police Department uses Argand Match")
    assert "Argand Match" in page.texts("#facts mark.object")
    picture = tmp_path / "view.png"
    page.until_still()
    assert driver.save_screenshot(str(picture))
    assert picture.stat().st_size > 50_000
    if request.config.getoption("--update-images"):
        shutil.copy(picture, PICTURE)
