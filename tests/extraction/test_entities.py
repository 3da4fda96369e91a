"""Decoding of tags into names."""

import numpy as np
import spacy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graphkit.extraction.entities import _agree, _best_path, _spans, decode
from graphkit.extraction.labels import TAGS


@given(arrays(np.float32, st.tuples(st.integers(1, 12), st.just(len(TAGS))), elements=st.floats(-8, 8, width=32)))
def test_decoded_tags_are_always_lawful(logits: np.ndarray) -> None:
    path, probabilities = decode(logits)
    previous = "O"
    for tag in (TAGS[n] for n in path):
        assert not tag.startswith("I-") or previous[2:] == tag[2:]
        previous = tag
    assert ((probabilities > 0) & (probabilities <= 1.0001)).all()


@given(
    arrays(np.float32, st.tuples(st.integers(1, 30), st.just(len(TAGS))), elements=st.floats(-8, 8, width=32)),
    st.floats(0, 12),
)
def test_passing_over_what_is_outside_for_sure_loses_nothing(logits: np.ndarray, lead: float) -> None:
    logits[:, TAGS.index("O")] += np.float32(lead)

    def weight(path: list[int]) -> float:
        return float(logits[np.arange(len(path)), path].sum())

    assert weight(decode(logits)[0]) >= weight(_best_path(logits)) - 1e-3


def test_the_best_lawful_path_beats_the_best_single_tags() -> None:
    logits = np.full((2, len(TAGS)), -5.0, dtype=np.float32)
    logits[0, TAGS.index("O")] = 1.0
    logits[0, TAGS.index("B-Company")] = 0.9
    logits[1, TAGS.index("I-Company")] = 4.0
    path, _ = decode(logits)
    assert [TAGS[n] for n in path] == ["B-Company", "I-Company"]


def test_a_surname_is_the_person_named_in_full_unless_it_is_oftener_something_else() -> None:
    doc = spacy.blank("en")("Ana Prado spoke . Prado left . Henry Ford built Ford . Ford grew . Ford sold .")
    once = [(0, 2, "Person", 0.9), (4, 5, "Company", 0.6)]
    often = [(7, 9, "Person", 0.9), (10, 11, "Company", 0.9), (12, 13, "Company", 0.9), (15, 16, "Company", 0.9)]
    assert [(e.text, e.label_) for e in _agree(doc, [*once, *often])] == [
        ("Ana Prado", "Person"),
        ("Prado", "Person"),
        ("Henry Ford", "Person"),
        ("Ford", "Company"),
        ("Ford", "Company"),
        ("Ford", "Company"),
    ]


def test_a_function_word_alone_names_nobody() -> None:
    doc = spacy.blank("en")("The WHO told Us that The Who")
    path = [TAGS.index(tag) for tag in ("B-Agency", "B-Agency", "O", "B-Company", "O", "B-Company", "I-Company")]
    found = _spans(doc, list(range(len(doc))), path, np.ones(len(doc), dtype=np.float32))
    assert [doc[start:end].text for start, end, _, _ in found] == ["WHO", "The Who"]


def test_no_name_ends_in_a_linking_word() -> None:
    doc = spacy.blank("en")("The Innovation Portfolio of Tallis Health and of")
    tags = ["O", "B-Agency", "I-Agency", "I-Agency", "B-Company", *["I-Company"] * 3]
    found = _spans(doc, list(range(len(doc))), [TAGS.index(t) for t in tags], np.ones(len(doc), dtype=np.float32))
    assert [doc[start:end].text for start, end, _, _ in found] == ["Innovation Portfolio", "Tallis Health"]


def test_a_name_and_the_acronym_in_brackets_after_it_are_two_names() -> None:
    doc = spacy.blank("en")("The Coastal Survey Board ( CSB ) hired Tallis ( UK ) Ltd")
    tags = ["O", "B-Agency", *["I-Agency"] * 4, "O", "O", "B-Company", *["I-Company"] * 4]
    found = _spans(doc, list(range(len(doc))), [TAGS.index(t) for t in tags], np.ones(len(doc), dtype=np.float32))
    assert [doc[start:end].text for start, end, _, _ in found] == ["Coastal Survey Board", "CSB", "Tallis ( UK ) Ltd"]
    doc = spacy.blank("en")("Tallis ( UK ) Ltd ( TLS ) grew")
    found = _spans(
        doc, list(range(6)), [TAGS.index(t) for t in ["B-Company", *["I-Company"] * 5]], np.ones(6, dtype=np.float32)
    )
    assert [doc[start:end].text for start, end, _, _ in found] == ["Tallis ( UK ) Ltd"]
    found = _spans(
        doc, list(range(7)), [TAGS.index(t) for t in ["B-Company", *["I-Company"] * 6]], np.ones(7, dtype=np.float32)
    )
    assert [doc[start:end].text for start, end, _, _ in found] == ["Tallis ( UK ) Ltd", "TLS"]
