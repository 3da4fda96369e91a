"""What is known of a Doc while it goes through the pipeline: ``doc._.reading``.

Names stand in ``doc.ents`` as in any spaCy pipeline; what spaCy has no place for stands here.
Offsets are of tokens of the Doc.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc

from graphkit.extraction.candidates import Candidate
from graphkit.extraction.model import Floats
from graphkit.extraction.windows import Window


@dataclass(frozen=True, slots=True)
class Place:
    """One mention: tokens ``[start, end)``; ``reference`` for a pronoun or "the company"."""

    start: int
    end: int
    reference: bool = False


@dataclass(slots=True)
class Referent:
    """An entity of the Doc with all its mentions, in order, and its name, the fullest form."""

    type: str
    name: str
    places: list[Place]


@dataclass(slots=True)
class Statement:
    """A claim as the pipeline has it; ``subject``, ``object`` and ``speaker`` index the referents."""

    subject: int
    predicate: str
    object: int
    status: str
    confidence: float
    sentence: tuple[int, int]
    candidate: Candidate
    statuses: dict[str, float]
    speaker: int | None = None
    role: str = ""


@dataclass(slots=True)
class Score:
    """A candidate pair with the confidence of each relation that its types allow, for ``explain``."""

    candidate: Candidate
    relations: dict[str, float]


@dataclass(slots=True)
class Reading:
    """Windows and their states, roles by token, referents, statements."""

    windows: list[Window] = field(default_factory=list)
    states: list[Floats] = field(default_factory=list)
    roles: list[bool] = field(default_factory=list)
    referents: list[Referent] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)


def reading(doc: Doc) -> Reading:
    """Return the reading of a Doc, made where there is none yet."""
    if doc._.reading is None:
        doc._.reading = Reading()
    found: Reading = doc._.reading
    return found


def sentence_ranges(doc: Doc, window: Window) -> list[tuple[int, int]]:
    """Return the sentences that a window is home to, as half-open ranges of tokens."""
    start, end = window.home
    starts = [t for t in window.tokens.tolist() if start <= t < end and (t == start or doc[t].is_sent_start)]
    return list(zip(starts, [*starts[1:], end], strict=True))


if not Doc.has_extension("reading"):
    Doc.set_extension("reading", default=None)
