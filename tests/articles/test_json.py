"""JSON Lines and JSON files: fields, and what is wrong with a line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.articles import Failure, read
from graphkit.articles.streams import Pushback
from graphkit.errors import ArticleError
from graphkit.records import Article
from tests.articles.reading import article, articles, failure, piped

FIELDS = {
    "id": "n1",
    "title": "Acme buys Bolt",
    "text": "Acme bought Bolt.",
    "url": "https://example.com/n1",
    "published": "2020-02-28",
    "publisher": "Courier",
    "author": "Ann Lee",
}


def test_all_fields() -> None:
    assert piped(json.dumps(FIELDS)) == [Article(**FIELDS)]


def test_other_fields_and_nulls_say_nothing() -> None:
    row = {"text": "x", "id": 7, "title": None, "url": None, "published": None, "entities": [], "claims": 1}
    assert piped(json.dumps(row)) == [Article(id="7", text="x")]


def test_authors_in_a_list() -> None:
    (found,) = piped(json.dumps({"text": "x", "author": ["Ann Lee", "Bo Ek"]}))
    assert isinstance(found, Article)
    assert found.author == "Ann Lee, Bo Ek"


def test_line_without_an_id_is_known_by_its_place(here: Path) -> None:
    (here / "a.jsonl").write_text('{"text": "x"}\n\n{"text": "y", "id": ""}\n')
    assert [found.id for found in articles("a.jsonl")] == ["a.jsonl:1", "a.jsonl:3"]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2020-02-28", "2020-02-28"),
        ("2020-02-28T23:30:00Z", "2020-02-28"),
        ("2020-02-28T23:30:00.123+09:00", "2020-02-28"),
        ("2020-02-28 23:30", "2020-02-28"),
        (" ", ""),
    ],
)
def test_published(written: str, read_as: str) -> None:
    (found,) = piped(json.dumps({"text": "x", "published": written}))
    assert isinstance(found, Article)
    assert found.published == read_as


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "x"', "is broken JSON at character 13: expecting ',' delimiter"),
        ('{"text": "x"} {}', "is broken JSON at character 15: extra data"),
        ("[1]", "must be a JSON object with the fields id, title, text, url, published, publisher, author"),
        ("{}", "has no field 'text'"),
        ('{"text": null}', "has no field 'text'"),
        ('{"text": ""}', "is empty: there is no text in it"),
        ('{"text": " \\n\\u2003"}', "is empty: there is no text in it"),
        ('{"text": ["x"]}', "field 'text' must be a string, not a list"),
        ('{"text": "x", "title": 5}', "field 'title' must be a string, not a number"),
        ('{"text": "x", "id": true}', "field 'id' must be a string, not true or false"),
        ('{"text": "x", "author": ["a", 1]}', "field 'author' must be a string, not a list"),
        ('{"text": "x", "url": {}}', "field 'url' must be a string, not an object"),
        ('{"text": "x", "published": 2020}', "field 'published' must be a string, not a number"),
        (
            '{"text": "x", "published": "28.2.2020"}',
            "its date '28.2.2020' cannot be read; write it as 2020-02-28 or 2020-02-28T09:30:00Z",
        ),
        (
            '{"text": "x", "published": "2020-02-30"}',
            "its date '2020-02-30' cannot be read; write it as 2020-02-28 or 2020-02-28T09:30:00Z",
        ),
        ('{"text": "a\\u0000b"}', "its text holds a NUL character; remove it"),
        ('{"text": "a\\ud800b"}', "character 1 of its text is half a surrogate pair (\\ud800); remove it"),
        ("[" * 100_000, "is JSON that cannot be read: "),
        ('{"id": ' + "1" * 5000 + "}", "is JSON that cannot be read: "),
    ],
)
def test_bad_line_is_named_and_the_others_are_read(here: Path, line: str, reason: str) -> None:
    good = '{"text": "good"}\n'
    (here / "a.jsonl").write_text(good * 6 + line + "\n" + good)
    found = list(read(["a.jsonl"]))
    assert len([item for item in found if isinstance(item, Article)]) == 7
    assert isinstance(found[6], Failure)
    assert str(found[6]).startswith(f"a.jsonl, line 7: {reason}")


def test_line_of_an_unknown_encoding(here: Path) -> None:
    (here / "a.jsonl").write_bytes(b'{"text": "good"}\n{"text": "caf\xe9"}\n')
    found = list(read(["a.jsonl"]))
    assert isinstance(found[0], Article)
    assert str(found[1]).startswith("a.jsonl, line 2: its encoding is unknown: byte 0xe9")


def test_line_separators_inside_a_line(here: Path) -> None:
    text = "a\u2028b\u2029c\x85d\x0be"
    (here / "a.jsonl").write_text(json.dumps({"text": text}, ensure_ascii=False), encoding="utf-8")
    assert article("a.jsonl").text == text


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_empty_file(here: Path, name: str, content: str) -> None:
    (here / name).write_text(content, encoding="utf-8")
    assert failure(name) == f"{name}: is empty: there is no article in it"


def test_json_file_of_one_article(here: Path) -> None:
    (here / "a.json").write_text(json.dumps(FIELDS, indent=2))
    assert article("a.json") == Article(**FIELDS)


def test_json_file_of_a_list(here: Path) -> None:
    (here / "a.json").write_text(json.dumps([{"text": "x"}, {"text": 5}, FIELDS]))
    found = list(read(["a.json"]))
    assert isinstance(found[0], Article)
    assert str(found[1]) == "a.json, article 2: field 'text' must be a string, not a number"
    assert found[2] == Article(**FIELDS)


def test_json_file_of_json_lines(here: Path) -> None:
    (here / "a.json").write_text('{"text": "x"}\n{"text": "y"}\n')
    assert [found.text for found in articles("a.json")] == ["x", "y"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{\n"text":\n}', "is broken JSON in line 3: expecting value"),
        ("[]", "is empty: the list in it holds no article"),
        ("5", "must be a JSON object with the fields id"),
        ("[" * 100_000, "is JSON that cannot be read: "),
    ],
)
def test_json_file_broken(here: Path, content: str, reason: str) -> None:
    (here / "a.json").write_text(content)
    assert failure("a.json").startswith(f"a.json: {reason}")


def test_line_over_the_limit(here: Path) -> None:
    path = here / "a.txt"
    path.write_bytes(b"{}\n" + b"x" * 200 + b"\n")
    with path.open("rb") as stream, pytest.raises(ArticleError, match="has a line longer than 0 MB"):
        list(Pushback(stream, limit=100).lines())
    with path.open("rb") as stream, pytest.raises(ArticleError, match="is larger than 0 MB for one article"):
        Pushback(stream, limit=100).read()


@settings(deadline=None)  # the machine may be busy
@given(st.binary())
def test_looking_at_the_head_changes_nothing(data: bytes) -> None:
    looked = Pushback(io.BytesIO(data))
    assert data.startswith(looked.head())
    assert looked.read() == data
    looked = Pushback(io.BytesIO(data))
    looked.head()
    assert list(looked.lines()) == list(io.BytesIO(data))
