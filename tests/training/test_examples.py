"""Renaming entities and finding their places, as training does."""

import random

from hypothesis import given
from hypothesis import strategies as st

from training.examples import NameSwapper, spans_of, tag_mask

ROW = {
    "id": "r1",
    "text": "Northbank tests Facelock. Facelock's maker, Corelight Vision, is glad. Corelight also sells to Acme.",
    "entities": [
        {"id": "e1", "type": "Company", "name": "Northbank", "aliases": []},
        {"id": "e2", "type": "Product", "name": "Facelock", "aliases": []},
        {"id": "e3", "type": "Company", "name": "Corelight Vision", "aliases": ["Corelight"]},
        {"id": "e4", "type": "Company", "name": "Acme", "aliases": []},
    ],
    "claims": [
        {
            "subject": "e4", "predicate": "CLIENT_OF", "object": "e3", "status": "actual",
            "attributed_to": "Corelight", "evidence": [71, 100],
        },
    ],
}  # fmt: skip
DONORS = {
    "id": "r2",
    "text": "",
    "entities": [
        {"id": "d1", "type": "Company", "name": "Zephyr Lines of the North", "aliases": []},
        {"id": "d2", "type": "Company", "name": "Quill Press", "aliases": ["Quill"]},
        {"id": "d3", "type": "Product", "name": "Q", "aliases": []},
    ],
    "claims": [],
}


def test_longest_form_wins_and_only_whole_words_count() -> None:
    text = "Corelight Vision and Corelight, not Corelights."
    assert spans_of(text, [("Corelight", 0), ("Corelight Vision", 0)]) == [(0, 16, 0), (21, 30, 0)]


@given(st.integers(0, 10_000))
def test_renaming_keeps_forms_and_evidence_in_the_text(seed: int) -> None:
    swapped = NameSwapper([ROW, DONORS], random.Random(seed))(ROW, share=0.7)
    names = {e["id"]: e for e in swapped["entities"]}
    for entity in swapped["entities"]:
        for form in [entity["name"], *entity["aliases"]]:
            assert form in swapped["text"]
    (claim,) = swapped["claims"]
    sentence = swapped["text"][slice(*claim["evidence"])]
    assert sentence == f"{names['e3']['aliases'][0]} also sells to {names['e4']['name']}."
    assert claim["attributed_to"] == names["e3"]["aliases"][0]


def test_renaming_nothing_changes_nothing() -> None:
    assert NameSwapper([ROW, DONORS], random.Random(1))(ROW, share=-1.0) == ROW


def test_a_tag_mask_allows_its_tags_alone() -> None:
    assert tag_mask(["Company"], "B") == 0b10
    assert tag_mask(["Company"], "I", outside=True) == 0b101
