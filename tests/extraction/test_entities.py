"""Decoding of tags into names."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graphkit.extraction.entities import decode
from graphkit.extraction.labels import TAGS


@given(arrays(np.float32, st.tuples(st.integers(1, 12), st.just(len(TAGS))), elements=st.floats(-8, 8, width=32)))
def test_decoded_tags_are_always_lawful(logits: np.ndarray) -> None:
    path, probabilities = decode(logits)
    previous = "O"
    for tag in (TAGS[n] for n in path):
        assert not tag.startswith("I-") or previous[2:] == tag[2:]
        previous = tag
    assert ((probabilities > 0) & (probabilities <= 1.0001)).all()


def test_the_best_lawful_path_beats_the_best_single_tags() -> None:
    logits = np.full((2, len(TAGS)), -5.0, dtype=np.float32)
    logits[0, TAGS.index("O")] = 1.0
    logits[0, TAGS.index("B-Company")] = 0.9
    logits[1, TAGS.index("I-Company")] = 4.0
    path, _ = decode(logits)
    assert [TAGS[n] for n in path] == ["B-Company", "I-Company"]
