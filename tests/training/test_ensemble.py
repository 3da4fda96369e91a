"""Models read as one: the same model twice says what it says alone, and two models say their mean."""

from __future__ import annotations

import numpy as np
import pytest

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
    """The shipped model with every relation's logit and every word's lowered by one."""

    def __init__(self, sure: Model) -> None:
        self.__dict__.update(sure.__dict__)

    def words(self, first: Floats, last: Floats, shapes: Ints) -> Floats:
        return super().words(first, last, shapes) - 1

    def pairs(self, states: Floats, pairs: Ints) -> tuple[Floats, Floats]:
        relations, statuses = super().pairs(states, pairs)
        return relations - 1, statuses


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
    model = load_model()
    both = Ensemble([model, Doubtful(model)])
    ids = np.array(model.tokenizer.encode("Northbank acquired Tallis .").ids, dtype=np.int64)
    shapes = np.zeros_like(ids)
    pairs = np.array([[1, 1, 3, 3, 0, 4, 1, 1, 1, 1]], dtype=np.int64)
    states, own = both.encode(ids, shapes), model.encode(ids, shapes)
    assert states.shape == (len(ids), 2 * own.shape[1])
    assert both.words(states, states, shapes) == pytest.approx(model.words(own, own, shapes) - 0.5, abs=1e-5)
    relations, statuses = both.pairs(states, pairs)
    expected = model.pairs(own, pairs)
    assert relations == pytest.approx(expected[0] - 0.5, abs=1e-5)
    assert statuses == pytest.approx(expected[1], abs=1e-5)
