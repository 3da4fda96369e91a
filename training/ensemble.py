"""Several trained models read as one: the mean of their logits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language

from graphkit.extraction.model import Floats, Ints, Model, load_model
from graphkit.extraction.pipeline import make_pipeline


class Ensemble(Model):
    """Models over the same word pieces; what each makes of a window stands side by side in its states.

    Raises ValueError where the models cut words into other pieces.
    """

    def __init__(self, models: Sequence[Model]) -> None:
        if len({model.tokenizer.to_str() for model in models}) > 1:
            raise ValueError("the models cut words into different pieces; give models with one tokenizer")
        self.models = list(models)
        self.tokenizer = self.models[0].tokenizer
        self.settings = self.models[0].settings

    def encode(self, pieces: Ints, shapes: Ints) -> Floats:
        """Read one window: states (n, models * WIDTH)."""
        return np.concatenate([model.encode(pieces, shapes) for model in self.models], -1)

    def words(self, first: Floats, last: Floats, shapes: Ints) -> Floats:
        """Return the mean logits of words."""
        parts = zip(self.models, self._own(first), self._own(last), strict=True)
        return _mean([model.words(one, other, shapes) for model, one, other in parts])

    def pairs(self, states: Floats, pairs: Ints) -> tuple[Floats, Floats]:
        """Return the mean logits of relations, and of statuses."""
        found = [model.pairs(own, pairs) for model, own in zip(self.models, self._own(states), strict=True)]
        return _mean([relations for relations, _ in found]), _mean([statuses for _, statuses in found])

    def speakers(self, states: Floats, rows: Ints) -> Floats:
        """Return the mean logits of who says a sentence."""
        return _mean([model.speakers(own, rows) for model, own in zip(self.models, self._own(states), strict=True)])

    def _own(self, states: Floats) -> list[Floats]:
        return [np.ascontiguousarray(own) for own in np.split(states, len(self.models), -1)]


def _mean(logits: Sequence[Any]) -> Floats:
    found: Floats = np.mean(logits, axis=0)
    return found


def make_reader(folders: Sequence[Path]) -> tuple[Language, Model]:
    """Return a pipeline that reads with the models in some folders, and those as one model."""
    nlp = make_pipeline(folders[0])
    if len(folders) == 1:
        return nlp, load_model(folders[0])
    model = Ensemble([load_model(folder) for folder in folders])
    for _, component in nlp.pipeline:
        if hasattr(component, "model"):
            component.model = model
    return nlp, model
