"""Neo4j Browser in a headless Chromium, driven as a person would: sign in, drop files, run queries."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.ui import WebDriverWait

SECONDS = 60.0
SIZE = (1600, 1100)
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--window-size={SIZE[0]},{SIZE[1]}",
)
MOVING = (NoSuchElementException, StaleElementReferenceException)  # while the page is redrawn
# React listens on the page's own drop zone; the file's content travels as base64.
DROP = """
const [name, content] = arguments;
const bytes = Uint8Array.from(atob(content), character => character.charCodeAt(0));
const transfer = new DataTransfer();
transfer.items.add(new File([bytes], name));
const zone = document.querySelector(".filedrop");
for (const kind of ["dragenter", "dragover", "drop"]) {
  zone.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: transfer}));
}
"""
PLACES = """
return [...arguments[0].querySelectorAll("g.node")].map(node => {
  const place = node.getBoundingClientRect();
  return [place.x, place.y, place.width];
});
"""


def chromium_is_here() -> bool:
    """Tell whether Chromium and its driver are installed."""
    return _binary() is not None and shutil.which("chromedriver") is not None


@contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """Start a Chromium with ``profile``, an empty folder, and end it."""
    options = webdriver.ChromeOptions()
    options.binary_location = _binary() or ""
    for switch in (*SWITCHES, f"--user-data-dir={profile}"):
        options.add_argument(switch)
    service = webdriver.ChromeService(shutil.which("chromedriver") or "")
    driver = webdriver.Chrome(options=options, service=service)
    try:
        yield driver
    finally:
        driver.quit()


class BrowserPage:
    """The page of Neo4j Browser at an address of its own making or graphkit's."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver
        self._wait = WebDriverWait(driver, SECONDS)

    def sign_in(self, password: str) -> None:
        """Give the password to the form that the address has filled in otherwise."""
        self.clickable("password").send_keys(password)
        self.clickable("connect").click()
        self.until_text("Connected to Neo4j")

    def value(self, name: str) -> str:
        """Return what a field of the form holds."""
        return self.clickable(name).get_attribute("value") or ""

    def editor(self) -> str:
        """Return the lines in the editor, blanks as the Browser draws them made plain."""
        lines = self.driver.find_elements(By.CSS_SELECTOR, '[data-testid="activeEditor"] .view-line')
        placed = sorted(lines, key=lambda line: line.location["y"])
        return "\n".join(line.text.replace("\u00a0", " ") for line in placed)

    def drop(self, path: Path) -> None:
        """Drop a file on the page."""
        self.driver.execute_script(DROP, path.name, base64.b64encode(path.read_bytes()).decode())

    def run_editor(self) -> None:
        """Run what the editor holds."""
        self.clickable("editor-Run").click()

    def clickable(self, name: str) -> WebElement:
        """Wait for what the Browser's own tests know by this name and return it."""
        return self._wait.until(expected.element_to_be_clickable((By.CSS_SELECTOR, f'[data-testid="{name}"]')))

    def until_text(self, text: str) -> None:
        """Wait until the page shows a text."""
        self._wait.until(expected.text_to_be_present_in_element((By.TAG_NAME, "body"), text))

    def run_favourite(self, folder: str, title: str) -> None:
        """Open the drawer of favourites and the folder where they aren't open, and run one."""
        if not self.driver.find_elements(By.CSS_SELECTOR, f'[data-testid="expandFolder-{folder}"]'):
            self.clickable("navigationFavorites").click()
        here = f'[data-testid="scriptTitle-{title}"]'
        if not self.driver.find_elements(By.CSS_SELECTOR, here):
            self.clickable(f"expandFolder-{folder}").click()
        item = f'//*[@data-testid="savedScriptListItem"][.//*[@data-testid="scriptTitle-{title}"]]'
        button = f'{item}//*[@data-testid="savedScriptsButton-Run"]'
        self._wait.until(expected.element_to_be_clickable((By.XPATH, button))).click()

    def folders(self) -> list[str]:
        """Return the folders of favourites, in the drawer's order, and leave the drawer open."""
        self.clickable("navigationFavorites").click()
        self.clickable("savedScriptsButton-New folder")
        shown = self.driver.find_elements(By.CSS_SELECTOR, '[data-testid^="savedScriptsFolder-"]')
        return [(each.get_attribute("data-testid") or "").removeprefix("savedScriptsFolder-") for each in shown]

    def picture(self, title: str) -> Picture:
        """Wait until the newest frame is the picture of the query with this title and its nodes stand still."""

        def newest(driver: webdriver.Chrome) -> Picture | None:
            frames = driver.find_elements(By.CSS_SELECTOR, '[data-testid="frame"]')
            if not frames or title not in frames[0].find_element(By.CSS_SELECTOR, '[data-testid="frameCommand"]').text:
                return None
            return Picture(driver, frames[0])

        picture = WebDriverWait(self.driver, SECONDS, ignored_exceptions=MOVING).until(newest)
        picture.until_still()
        return picture

    def until_statements_succeeded(self) -> None:
        """Wait until every statement of the newest frame, which holds several, has gone well."""

        def succeeded(driver: webdriver.Chrome) -> bool:
            frame = driver.find_element(By.CSS_SELECTOR, '[data-testid="frame"]')
            icons = frame.find_elements(By.CSS_SELECTOR, '[data-testid="multi-statement-list-icon"]')
            states = [icon.get_attribute("title") for icon in icons]
            assert "Status: error" not in states, frame.text
            return bool(states) and set(states) == {"Status: success"}

        WebDriverWait(self.driver, SECONDS, ignored_exceptions=MOVING).until(succeeded)


class Picture:
    """One frame of the Browser, with a graph in it."""

    def __init__(self, driver: webdriver.Chrome, frame: WebElement) -> None:
        self.driver = driver
        self.frame = frame

    def nodes(self) -> dict[str, WebElement]:
        """Return the nodes by caption, broken lines joined; what had no room ends in ``…``."""
        return {" ".join(node.text.split()): node for node in self.frame.find_elements(By.CSS_SELECTOR, "g.node")}

    def until_still(self) -> None:
        """Wait until there are nodes and neither they nor the view on them move any more."""
        seen: list[object] = []

        def still(driver: webdriver.Chrome) -> bool:
            nonlocal seen
            before, seen = seen, driver.execute_script(PLACES, self.frame)
            return bool(seen) and seen == before

        WebDriverWait(self.driver, SECONDS, ignored_exceptions=MOVING).until(still)

    def colour(self, caption: str) -> str:
        """Return the colour of a node as ``#rrggbb``."""
        circle = self.nodes()[caption].find_element(By.CSS_SELECTOR, "circle.b-outline")
        return (circle.get_attribute("fill") or "").upper()

    def arrows(self) -> set[str]:
        """Return the captions of the relationships."""
        return {text.text for text in self.frame.find_elements(By.CSS_SELECTOR, "g.relationship text")}

    def fill_screen(self) -> None:
        """Give the frame the whole window and fit the graph to it, with the legend beside."""
        self._toggle_full_screen()
        farther = self.frame.find_element(By.CSS_SELECTOR, "button.zoom-out")
        # The buttons stand in this order: nearer, farther, all.
        farther.find_element(By.XPATH, "./following-sibling::button").click()
        self.until_still()
        farther.click()
        self.until_still()

    def leave_screen(self) -> None:
        """Put the frame back into the stream."""
        self._toggle_full_screen()

    def _toggle_full_screen(self) -> None:
        self.frame.find_element(By.CSS_SELECTOR, 'button[title*="ullscreen"]').click()
        self.until_still()


def _binary() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")
