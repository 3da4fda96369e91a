"""The records: keys, fingerprints, and the JSON shape of an extraction, there and back."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.records import Article, Claim, Entity, Extraction, Mention

FIELDS = tuple(field.name for field in fields(Article))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ARTICLES = st.builds(Article, **dict.fromkeys(FIELDS, WORDS))
unhurried = settings(deadline=None)


@st.composite
def spans(draw: st.DrawFn, text: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(text)))
    return start, draw(st.integers(start, len(text)))


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    article = draw(ARTICLES)
    entities = []
    for number in range(draw(st.integers(0, 3))):
        places = draw(st.lists(spans(article.text), max_size=3))
        entities.append(
            Entity(
                id=f"e{number + 1}",
                type=draw(WORDS),
                name=draw(WORDS),
                aliases=tuple(sorted(draw(st.lists(WORDS, max_size=3)))),
                mentions=tuple(Mention(s, e, article.text[s:e], draw(WORDS)) for s, e in places),
            )
        )
    claims = []
    for _ in range(draw(st.integers(0, 3))):
        start, end = draw(spans(article.text))
        subject, predicate, object_, status, speaker, role = (draw(WORDS) for _ in range(6))
        confidence = draw(st.floats(0, 1))
        claims.append(Claim(subject, predicate, object_, status, start, end, speaker, role, confidence))
    return Extraction(article, tuple(entities), tuple(claims), model=draw(WORDS))


@unhurried
@given(extractions())
def test_extraction_comes_back_from_json_as_it_was(extraction: Extraction) -> None:
    assert Extraction.from_dict(extraction.to_dict()) == extraction
    assert Extraction.from_dict(json.loads(json.dumps(extraction.to_dict()))) == extraction


def test_extraction_in_the_shape_of_a_gold_file() -> None:
    row: dict[str, Any] = {
        "id": "a",
        "text": "Acme bought Bolt.",
        "license": "none",
        "entities": [
            {"id": "e1", "type": "Company", "name": "Acme", "aliases": ["the firm", "Acme Corp."]},
            {"id": "e2", "type": "Company", "name": "Bolt", "mentions": [[12, 16, "name"]]},
        ],
        "claims": [
            {
                "subject": "e1",
                "predicate": "ACQUIRED",
                "object": "e2",
                "status": "actual",
                "attributed_to": None,
                "role": None,
                "evidence": [0, 17],
                "required": True,
            }
        ],
    }
    found = Extraction.from_dict(row)
    assert found.article == Article("a", "Acme bought Bolt.")
    assert found.entity("e1").aliases == ("Acme Corp.", "the firm")
    assert found.entity("e2").mentions == (Mention(12, 16, "Bolt"),)
    assert found.claims == (Claim("e1", "ACQUIRED", "e2", "actual", 0, 17),)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"id": ...}, KeyError),
        ({"text": ...}, KeyError),
        ({"entities": ...}, KeyError),
        ({"claims": ...}, KeyError),
        ({"entities": None}, TypeError),
        ({"claims": [{"subject": "e1"}]}, KeyError),
        ({"entities": [{"id": "e1", "type": "T", "name": "N", "mentions": [["x", 1, "name"]]}]}, ValueError),
    ],
)
def test_extraction_of_a_broken_row(change: dict[str, Any], error: type[Exception]) -> None:
    row = {"id": "a", "text": "x", "entities": [], "claims": []} | change
    with pytest.raises(error):
        Extraction.from_dict({key: value for key, value in row.items() if value is not ...})


def test_extraction_entity_by_its_id() -> None:
    entity = Entity("e1", "Company", "Acme")
    extraction = Extraction(Article("a", "Acme"), (entity,))
    assert extraction.entity("e1") is entity
    with pytest.raises(KeyError):
        extraction.entity("e2")


@unhurried
@given(ARTICLES, ARTICLES)
def test_fingerprints_are_equal_only_where_every_field_is(one: Article, other: Article) -> None:
    assert (one.fingerprint == other.fingerprint) == (one == other)
    assert one.fingerprint == replace(one).fingerprint


@unhurried
@given(ARTICLES, st.sampled_from(FIELDS), WORDS)
def test_fingerprint_differs_where_one_field_does(article: Article, name: str, value: str) -> None:
    changed = replace(article, **{name: value})
    assert (changed.fingerprint == article.fingerprint) == (getattr(article, name) == value)


def test_fingerprint_knows_where_a_field_ends() -> None:
    assert Article("ab", "c").fingerprint != Article("a", "bc").fingerprint


def test_key_is_the_url_else_the_id() -> None:
    assert Article("a", "x").key == "a"
    assert Article("a", "x", url="https://example.com").key == "https://example.com"


def test_records_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Article("a", "x").text = "y"  # type: ignore[misc]


def test_mentions_sort_by_their_place() -> None:
    assert sorted([Mention(5, 9, "Bolt"), Mention(0, 9, "x"), Mention(0, 4, "Acme")])[0] == Mention(0, 4, "Acme")
