"""The spaCy component that reads a Doc with the encoder, once for all that follow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from graphkit.extraction.model import Model, load_model
from graphkit.extraction.reading import reading
from graphkit.extraction.windows import windows


class Encoder:
    """Writes windows and their states into ``doc._.reading``, and ``doc.tensor`` (tokens, 384)."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        found = reading(doc)
        found.windows = list(windows(doc, self.model.tokenizer))
        found.states = [self.model.encode(w.pieces, w.shapes) for w in found.windows]
        width = found.states[0].shape[1] if found.states else 0
        tensor = np.zeros((len(doc), width), dtype=np.float32)
        for window, states in zip(found.windows, found.states, strict=True):
            home = (window.tokens >= window.home[0]) & (window.tokens < window.home[1])
            tensor[window.tokens[home]] = states[window.first[home]]
        doc.tensor = tensor  # type: ignore[assignment]  # spaCy's stub takes float64 alone
        return doc


@Language.factory("graphkit_encoder", default_config={"model": None}, assigns=["doc._.reading", "doc.tensor"])
def make_encoder(nlp: Language, name: str, model: str | None) -> Encoder:
    """Make the component; ``model`` is a folder, None for graphkit's own."""
    return Encoder(load_model(Path(model) if model else None))
