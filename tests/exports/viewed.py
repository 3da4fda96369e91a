"""A page that graphkit made, in a headless Chromium, used as a person would: by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

SECONDS = 180.0  # where the machine does much else
# Where a node, or the middle between two of them, is from the middle of the picture, in pixels.
PLACE = """
const {network, nodes} = window.graphkit;
const places = network.getPositions(arguments[0].map(name => nodes.findIndex(node => node.name === name)));
const points = Object.values(places);
const mean = axis => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
const point = network.canvasToDOM({x: mean("x"), y: mean("y")});
const canvas = document.querySelector("#canvas canvas").getBoundingClientRect();
return [Math.round(point.x - canvas.width / 2), Math.round(point.y - canvas.height / 2)];
"""
SHOWN = """
const {nodes, edges, shown} = window.graphkit;
const now = shown();
return [now.nodes.map(number => nodes[number].name), now.edges.map(number => {
  const edge = edges[number];
  return `${nodes[edge.from].name} ${edge.predicate} ${nodes[edge.to].name}`;
})];
"""


class ViewedPage:
    """The page in a file, opened; scripts here read where things are, and change nothing."""

    def __init__(self, driver: webdriver.Chrome, page: str, folder: Path) -> None:
        path = folder / "page.html"
        path.write_text(page, encoding="utf-8")
        self.driver = driver
        driver.get(path.as_uri())
        self.until(lambda: bool(self.summary))

    def until(self, true: Callable[[], bool]) -> None:
        WebDriverWait(self.driver, SECONDS, ignored_exceptions=(IndexError,)).until(lambda _: true())

    def script(self, text: str, *arguments: Any) -> Any:
        return self.driver.execute_script(text, *arguments)

    @property
    def summary(self) -> str:
        return self.one("#summary").text

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """The texts of elements, as written rather than as displayed."""
        return [element.get_property("textContent") for element in self.all(selector)]  # type: ignore[misc]

    def shown(self) -> tuple[set[str], set[str]]:
        """The names in the picture, and its relationships as ``Coinbase USES Clearview AI``."""
        names, relationships = self.script(SHOWN)
        return set(names), set(relationships)

    def click(self, *names: str) -> None:
        """Click a node in the picture or, by the names of both ends, the middle of a straight arrow."""
        x, y = self.script(PLACE, list(names))
        ActionChains(self.driver).move_to_element_with_offset(self.one("#canvas canvas"), x, y).click().perform()

    def until_headed(self, heading: str) -> None:
        """Wait until the panel beside the picture has this heading."""
        self.until(lambda: self.texts("#facts h2") == [heading])

    def until_still(self) -> None:
        """Wait until the picture has come to where it was sent."""
        seen: list[object] = []

        def still() -> bool:
            seen.append(
                self.script("return [window.graphkit.network.getScale(), window.graphkit.network.getViewPosition()]")
            )
            return seen[-2] == seen[-1]

        self.until(still)

    def tick(self, label: str) -> None:
        """Click the box in the legend that has this label."""
        [row] = [row for row in self.all("#filters label.row") if row.text.startswith(label)]
        row.find_element(By.CSS_SELECTOR, "input").click()

    def find(self, text: str) -> None:
        """Search from the keyboard alone and take what comes first."""
        ActionChains(self.driver).send_keys(Keys.ESCAPE, "/", text, Keys.ENTER).perform()
