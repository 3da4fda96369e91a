"""Pages that the project points to are there."""

import json
import re
from pathlib import Path

import pytest

from graphkit.ontology import Ontology
from graphkit.records import Extraction

ROOT = Path(__file__).parents[1]
POINTING = [*ROOT.glob("graphkit/**/*.py"), *ROOT.glob("*.md")]
NAMED = {page for path in POINTING for page in re.findall(r"docs/[\w-]+\.md", path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", sorted(NAMED))
def test_a_page_that_is_pointed_to_is_there(page: str) -> None:
    assert (ROOT / page).is_file()


def test_the_example_of_an_extraction_can_be_loaded() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    found = Extraction.from_dict(json.loads(text.split("```json\n")[1].split("```")[0]))
    Ontology.load().check(found)
    assert found.claims[0].status == "testing"
