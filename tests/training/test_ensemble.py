"""Models read as one: the same model twice says what it says alone, and two models say their mean."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tokenizers import Tokenizer

from graphkit.extraction.model import Floats, Ints, Model, load_model
from graphkit.extraction.pipeline import make_pipeline
from training.ensemble import Ensemble, make_reader
from training.evaluate import MODEL
from training.silver import read

TEXT = (
    "Ana Prado, the chief executive of Northbank, said on Monday that the lender is testing software made by "
    "Corelight Labs. Northbank acquired the payments firm Tallis in March for $40 million."
)


class Doubtful(Model):
    """The shipped model with other states, and every relation's and speaker's logit lowered by one."""

    def __init__(self, sure: Model) -> None:
        self.__dict__.update(sure.__dict__)

    def encode(self, pieces: Ints, shapes: Ints) -> Floats:
        return 0.5 * super().encode(pieces, shapes)

    def pairs(self, states: Floats, pairs: Ints) -> tuple[Floats, Floats]:
        relations, statuses = super().pairs(states, pairs)
        return relations - 1, statuses

    def speakers(self, states: Floats, rows: Ints) -> Floats:
        return super().speakers(states, rows) - 1


def test_a_model_beside_itself_reads_as_alone() -> None:
    alone = read(make_pipeline()(TEXT), load_model())
    nlp, both = make_reader([MODEL, MODEL])
    assert isinstance(both, Ensemble)
    together = read(nlp(TEXT), both)
    assert sum(len(e.pairs) for e in alone) >= 3
    for one, other in zip(alone, together, strict=True):
        assert one.pairs == other.pairs
        assert one.statuses == other.statuses
        assert np.array_equal(one.tags, other.tags)
        assert np.allclose(one.relations, other.relations, atol=1e-6)


def test_two_models_say_the_mean_of_their_logits() -> None:
    sure = load_model()
    doubtful = Doubtful(sure)
    both = Ensemble([sure, doubtful])
    ids = np.array(sure.tokenizer.encode("Northbank acquired Tallis .").ids, dtype=np.int64)
    shapes = np.zeros_like(ids)
    pairs = np.array([[1, 1, 3, 3, 0, 4, 1, 1, 1, 1]], dtype=np.int64)
    states, one, other = (model.encode(ids, shapes) for model in (both, sure, doubtful))

    def mean(of: Callable[[Model, Floats], Floats]) -> Floats:
        return (of(sure, one) + of(doubtful, other)) / 2

    assert states.shape == (len(ids), 2 * one.shape[1])
    assert both.words(states, states, shapes) == pytest.approx(mean(lambda m, s: m.words(s, s, shapes)), abs=1e-5)
    assert both.speakers(states, pairs[:, :4]) == pytest.approx(
        mean(lambda m, s: m.speakers(s, pairs[:, :4])), abs=1e-5
    )
    for n, found in enumerate(both.pairs(states, pairs)):
        assert found == pytest.approx(mean(lambda m, s, n=n: m.pairs(s, pairs)[n]), abs=1e-5)
    assert not np.allclose(sure.pairs(one, pairs)[0], doubtful.pairs(other, pairs)[0] + 1, atol=1e-2)


def test_models_that_cut_words_differently_do_not_go_together() -> None:
    sure = load_model()
    other = Doubtful(sure)
    other.tokenizer = Tokenizer.from_str(sure.tokenizer.to_str())
    other.tokenizer.add_tokens(["Northbank"])
    with pytest.raises(ValueError, match="different pieces"):
        Ensemble([sure, other])
