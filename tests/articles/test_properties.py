"""What holds for any text: it comes through unharmed, and the same at every reading."""

from __future__ import annotations

import io
import json
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.articles import FORMATS, Failure, read
from graphkit.records import Article
from tests.articles.reading import piped

# All that UTF-8 can hold; a NUL makes a file binary.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VISIBLE = TEXT.filter(str.strip)

# How long one example takes depends on what else the machine does.
unhurried = settings(deadline=None)


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


@unhurried
@given(VISIBLE, TEXT, st.booleans())
def test_json_lines_bring_any_text_through(text: str, title: str, escaped: bool) -> None:
    (found,) = piped(json.dumps({"id": "a", "text": text, "title": title}, ensure_ascii=escaped), format="jsonl")
    assert found == Article("a", normal(text), " ".join(normal(title).split()))


@unhurried
@given(VISIBLE.filter(lambda text: not text.startswith("\ufeff")))
def test_plain_text_is_the_file(text: str) -> None:
    (found,) = piped(text, format="text")
    assert isinstance(found, Article)
    assert found.text == normal(text)


@unhurried
@given(VISIBLE)
def test_normalising_again_changes_nothing(text: str) -> None:
    (once,) = piped(json.dumps({"text": text}), format="jsonl")
    assert isinstance(once, Article)
    (twice,) = piped(json.dumps({"text": once.text}), format="jsonl")
    assert isinstance(twice, Article)
    assert twice.text == once.text


@unhurried
@given(
    st.binary() | TEXT.map(str.encode) | st.text("#*[]()<>|-`~_ \n!&;:ab\\").map(str.encode),
    st.sampled_from(["text", "markdown", "jsonl", "json"]) | st.none(),
)
def test_any_bytes_give_articles_or_failures_and_the_same_again(data: bytes, format: str | None) -> None:
    found = piped(data, format)
    assert found
    assert found == list(read("-", format=format, stdin=io.BytesIO(data)))
    for item in found:
        if isinstance(item, Failure):
            assert str(item).isprintable()
        else:
            assert item.text.strip()
            assert item.fingerprint


@unhurried
@given(st.text("<>/apbodyhtml =\"'&;\n!-\u00e9").map(lambda page: f"<html>{page}".encode()))
def test_any_page_gives_an_article_or_a_failure(page: bytes) -> None:
    (found,) = piped(page, format="html")
    assert found == piped(page, format="html")[0]


def test_formats_are_those_tested_here() -> None:
    assert set(FORMATS) == {"text", "markdown", "html", "jsonl", "json"}
