"""The spaCy component that says who says so, and what a person's post is called."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from graphkit.extraction.model import Floats, Model, load_model
from graphkit.extraction.reading import Reading, Statement, reading
from graphkit.extraction.windows import Window

SPEAKERS = ("Person", "Company", "Agency", "Organization")
LOOK_BACK = 40  # tokens before the sentence in which a speaker may be named


class Attribution:
    """Sets ``speaker`` and ``role`` of each statement in ``doc._.reading``."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        found = reading(doc)
        speakers: dict[tuple[int, int], int | None] = {}
        for statement in found.statements:
            if statement.sentence not in speakers:
                speakers[statement.sentence] = self._speaker(found, statement.sentence)
            statement.speaker = speakers[statement.sentence]
            if statement.predicate == "WORKS_FOR":
                statement.role = _role(doc, found, statement)
        return doc

    def _speaker(self, found: Reading, sentence: tuple[int, int]) -> int | None:
        for window, states in zip(found.windows, found.states, strict=True):
            if window.home[0] <= sentence[0] < window.home[1]:
                return self._best(found, sentence, window, states)
        return None

    def _best(self, found: Reading, sentence: tuple[int, int], window: Window, states: Floats) -> int | None:
        """Return the actor that the sentence is most likely attributed to, None where none is likely."""
        said = window.pieces_of(sentence)
        who, rows = [], []
        for n, referent in enumerate(found.referents):
            if referent.type not in SPEAKERS:
                continue
            for place in referent.places:
                if place.reference or not sentence[0] - LOOK_BACK <= place.start < sentence[1]:
                    continue
                first, last = window.position(place.start), window.position(place.end - 1)
                if first is not None and last is not None:
                    who.append(n)
                    rows.append((window.first[first], window.last[last], *said))
        if not rows:
            return None
        logits = self.model.speakers(states, np.array(rows, dtype=np.int64))
        best = int(logits.argmax())
        return who[best] if logits[best] > 0 else None


def _role(doc: Doc, found: Reading, statement: Statement) -> str:
    """Return the words of the post nearest to the person in the sentence, empty where there are none."""
    pair = statement.candidate
    person = pair.first if pair.first.entity == statement.subject else pair.second
    start, end = statement.sentence
    runs: list[tuple[int, int]] = []
    at = start
    while at < end:
        stop = at
        while stop < end and found.roles[stop]:
            stop += 1
        if stop > at:
            runs.append((at, stop))
        at = max(stop, at + 1)
    if not runs:
        return ""
    low, high = min(runs, key=lambda r: (max(person.start - r[1], r[0] - person.end, 0), r[0]))
    return str(doc[low:high].text).strip(" ,;–—-")


@Language.factory(
    "graphkit_attribution", default_config={"model": None}, requires=["doc._.reading"], assigns=["doc._.reading"]
)
def make_attribution(nlp: Language, name: str, model: str | None) -> Attribution:
    """Make the component; ``model`` is a folder, None for graphkit's own."""
    return Attribution(load_model(Path(model) if model else None))
