"""Windows hold every word once at home, and never more than the encoder can read."""

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from graphkit.extraction import sentences  # noqa: F401  registers the component
from graphkit.extraction.model import load_model
from graphkit.extraction.shapes import SHAPE_IDS, SHAPES, word_shape
from graphkit.extraction.windows import MAX_PIECES, windows

NLP = spacy.blank("en")
NLP.add_pipe("graphkit_sentences")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_model().tokenizer


def test_a_long_text_is_cut_into_windows_with_context(tokenizer: Tokenizer) -> None:
    doc = NLP(" ".join(f"Company number {n} buys chips from Acme." for n in range(200)))
    found = list(windows(doc, tokenizer))
    assert len(found) > 5
    assert all(len(w.pieces) <= MAX_PIECES for w in found)
    assert found[0].home[0] == found[0].tokens[0]
    assert all(w.tokens[0] < w.home[0] for w in found[1:])  # earlier sentences stand before its own
    assert all(doc[w.home[0]].is_sent_start for w in found)


@given(st.text(max_size=600))
@settings(max_examples=150, deadline=None)
def test_every_word_is_at_home_in_one_window(text: str) -> None:
    doc = NLP(text)
    homes: list[int] = []
    for window in windows(doc, load_model().tokenizer):
        assert len(window.pieces) == len(window.shapes) <= MAX_PIECES
        assert (window.first <= window.last).all()
        assert window.last.max() < len(window.pieces) - 1
        assert window.shapes.max() < SHAPE_IDS
        homes += [t for t in window.tokens.tolist() if window.home[0] <= t < window.home[1]]
    assert homes == sorted(set(homes))
    words = tokenizer_words(doc)
    assert homes == words


def test_the_first_sentence_heads_every_window(tokenizer: Tokenizer) -> None:
    doc = NLP("Our firm is Acme. " + " ".join(f"We bought chip number {n} from another firm." for n in range(200)))
    found = list(windows(doc, tokenizer))
    assert all([doc[t].text for t in w.tokens[:5].tolist()] == ["Our", "firm", "is", "Acme", "."] for w in found)
    assert all(w.tokens.tolist() == sorted(set(w.tokens.tolist())) for w in found)


def tokenizer_words(doc: spacy.tokens.Doc) -> list[int]:
    encoding = load_model().tokenizer.encode([t.text for t in doc], is_pretokenized=True, add_special_tokens=False)
    return sorted({w for w in encoding.word_ids if w is not None})


def test_one_endless_word_is_cut_not_refused(tokenizer: Tokenizer) -> None:
    found = list(windows(NLP("x" * 90 + "中文" * 3000 + " end."), tokenizer))
    assert found
    assert all(len(w.pieces) <= MAX_PIECES for w in found)


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("bank", "lower"),
        ("Target", "title"),
        ("ICE", "capitals"),
        ("A", "one capital"),
        ("gRPC", "camel"),
        ("YouTube", "camel"),
        ("GPT-4", "capitals and digits"),
        ("v2", "lower and digits"),
        ("3,000.5", "number"),
        ("—", "punctuation"),
        ("Škoda", "title"),
    ],
)
def test_word_shapes(word: str, shape: str) -> None:
    assert SHAPES[word_shape(word)] == shape


def test_a_title_word_at_the_start_of_a_sentence_is_known_as_such() -> None:
    assert SHAPES[word_shape("Target", opens_sentence=True)] == "title at the start of a sentence"
    assert SHAPES[word_shape("ICE", opens_sentence=True)] == "capitals"
