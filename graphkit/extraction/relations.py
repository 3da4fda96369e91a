"""The spaCy component that reads claims: which candidate pairs a sentence relates, how, and with what status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from graphkit.extraction.candidates import Candidate, Named, candidates
from graphkit.extraction.labels import RELATIONS, STATUSES, allowed, type_id
from graphkit.extraction.model import Floats, Ints, Model, load_model, softmax
from graphkit.extraction.reading import Score, Statement, reading, sentence_ranges
from graphkit.extraction.windows import Window
from graphkit.ontology import Ontology

CLOSING = " \n\t\"'”’»)]*_"
SHOWN = 0.02  # relations below this confidence are never claimed, nor kept for ``explain``


@cache
def allowed_relations(first: str, second: str) -> NDArray[np.bool_]:
    """Return which relations may join two types in the order of the text: (relations,) of bool."""
    return np.array(allowed(first, second, Ontology.load()), dtype=bool)


def joinable(one: str, other: str) -> bool:
    """Tell whether any relation may join two types."""
    return bool(allowed_relations(one, other).any())


def pair_row(candidate: Candidate, window: Window) -> tuple[int, ...] | None:
    """Return a candidate pair as the ten numbers that the model reads; None where it is not all in the window.

    First and last piece of either mention and of the sentence, both types, a bucket of the
    distance between the mentions, and whether both stand in the sentence.
    """
    places = []
    for mention in (candidate.first, candidate.second):
        low, high = window.position(mention.start), window.position(mention.end - 1)
        if low is None or high is None:
            return None
        places += [int(window.first[low]), int(window.last[high])]
    gap = max(0, places[2] - places[1])
    distance = min(15, gap // 4 if candidate.within else 8 + gap // 16)
    types = (type_id(candidate.first.type), type_id(candidate.second.type))
    return (*places, *window.pieces_of(candidate.sentence), *types, distance, int(candidate.within))


def is_question(doc: Doc, sentence: tuple[int, int]) -> bool:
    """Tell whether the Doc's tokens ``[start, end)`` end with a question mark, closing quotes and brackets apart."""
    return doc[sentence[0] : sentence[1]].text.rstrip(CLOSING).endswith("?")


def pairs_by_window(doc: Doc) -> Iterator[list[tuple[Candidate, tuple[int, ...]]]]:
    """Yield for each window of a Doc whose referents are known the candidate pairs in it, with what the model reads."""
    found = reading(doc)
    starting: dict[int, list[Named]] = defaultdict(list)
    for mention in sorted(
        Named(place.start, place.end, n, referent.type)
        for n, referent in enumerate(found.referents)
        for place in referent.places
        if not place.reference
    ):
        starting[mention.start].append(mention)
    for window in found.windows:
        begun = (m for token in window.tokens.tolist() for m in starting.get(token, ()))
        seen = [m for m in begun if window.position(m.end - 1) is not None]
        pairs = candidates(seen, sentence_ranges(doc, window), joinable)
        yield [(pair, row) for pair in pairs if (row := pair_row(pair, window)) is not None]


class Relations:
    """Fills ``doc._.reading.statements``, and ``scores`` for whoever asks why.

    A claim is made where a relation's confidence reaches the model's threshold, or
    ``min_confidence`` where that is given; never in a question, which states nothing ("Why is X using Y?").
    """

    def __init__(self, model: Model, min_confidence: float | None = None) -> None:
        self.model = model
        self.min_confidence = min_confidence

    def __call__(self, doc: Doc) -> Doc:
        for states, pairs in zip(reading(doc).states, pairs_by_window(doc), strict=True):
            if pairs:
                self._read(doc, [p for p, _ in pairs], np.array([row for _, row in pairs], dtype=np.int64), states)
        return doc

    def threshold(self, predicate: str) -> float:
        """Return the confidence from which a claim is made."""
        if self.min_confidence is not None:
            return self.min_confidence
        settings = self.model.settings
        return settings.thresholds.get(predicate, settings.threshold)

    def _read(self, doc: Doc, pairs: list[Candidate], rows: Ints, states: Floats) -> None:
        found = reading(doc)
        relations, statuses = self.model.pairs(states, rows)
        settings = self.model.settings
        # Rounded as claims show it, so that none that shows the least confidence asked for is left out.
        confidences = (1 / (1 + np.exp(-(settings.scale * relations.astype(np.float64) + settings.shift)))).round(3)
        for n, pair in enumerate(pairs):
            ok = allowed_relations(pair.first.type, pair.second.type) & (confidences[n] >= SHOWN)
            scores = {}
            claimed: set[str] = set()
            # The surest first: of both directions of a predicate only the surer becomes a claim.
            for column in sorted(np.flatnonzero(ok).tolist(), key=lambda c: -relations[n, c]):
                relation, confidence = RELATIONS[column], float(confidences[n, column])
                scores[f"{'<' if relation.backward else ''}{relation.predicate}"] = confidence
                if relation.predicate in claimed or confidence < self.threshold(relation.predicate):
                    continue
                if not is_question(doc, pair.sentence):
                    claimed.add(relation.predicate)
                    first, second = pair.first.entity, pair.second.entity
                    weights = softmax(statuses[n, column])
                    found.statements.append(
                        Statement(
                            subject=second if relation.backward else first,
                            predicate=relation.predicate,
                            object=first if relation.backward else second,
                            status=STATUSES[int(weights.argmax())],
                            confidence=confidence,
                            sentence=pair.sentence,
                            candidate=pair,
                            statuses=dict(zip(STATUSES, map(float, weights), strict=True)),
                        )
                    )
            if scores:
                found.scores.append(Score(pair, scores))


@Language.factory(
    "graphkit_relations",
    default_config={"model": None, "min_confidence": None},
    requires=["doc._.reading"],
    assigns=["doc._.reading"],
)
def make_relations(nlp: Language, name: str, model: str | None, min_confidence: float | None) -> Relations:
    """Make the component; ``model`` is a folder, None for graphkit's own."""
    return Relations(load_model(Path(model) if model else None), min_confidence)
