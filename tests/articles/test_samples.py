"""The sample articles in ``data/``: all of them can be read, in every format, and say what they are."""

from __future__ import annotations

from pathlib import Path

from graphkit.articles import Failure, read
from graphkit.articles.formats import ENDINGS, FORMATS
from graphkit.records import Article

SAMPLES = Path(__file__).parents[2] / "data" / "articles"


def test_samples_are_read_without_a_failure() -> None:
    found = list(read(SAMPLES))
    assert not [str(item) for item in found if isinstance(item, Failure)]
    assert len(found) >= 15


def test_samples_show_every_format_but_json_itself() -> None:
    assert {ENDINGS[path.suffix] for path in SAMPLES.iterdir()} == set(FORMATS) - {"json"}


def test_samples_have_titles_and_no_boilerplate() -> None:
    for item in read(SAMPLES):
        assert isinstance(item, Article)
        assert item.title
        assert 100 <= len(item.text.split()) <= 350, item.id
        assert not {"Subscribe", "Most read", "Opinion", "All rights reserved", "**", "]("} & set(item.text.split("\n"))


def test_samples_in_html_are_the_article_alone() -> None:
    (found,) = read(SAMPLES / "kestrel-police-drops-argand.html")
    assert isinstance(found, Article)
    assert found.text.startswith("Kestrel Bay police stop using Argand Match\n\nThe Kestrel Bay Police Department has")
    assert found.text.endswith("The sheriff is testing FaceTrail by Ullman Biometrics instead.")
    assert (found.publisher, found.author, found.published) == ("Eastmere Courier", "Maren Oduya", "2024-09-19")
