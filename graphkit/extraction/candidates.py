"""Which pairs of entities a sentence may say something of.

A sentence speaks of the entities that it names, and of those named shortly before, which it
refers to by "the company" or "she". Each pair is read at one place: the mentions nearest to
each other, the later of them in the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

MAX_EARLIER = 8  # entities named lately before the sentence that it may refer to
MAX_FIRST = 2  # bodies named before those, at the head of the window
BODIES = ("Company", "Agency", "Organization")


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A mention by name: tokens ``[start, end)`` of the Doc, the entity's index, and its type."""

    start: int
    end: int
    entity: int
    type: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two mentions, in the order of the text, and the sentence ``[start, end)`` that may join them."""

    first: Named
    second: Named
    sentence: tuple[int, int]

    @property
    def within(self) -> bool:
        """Tell whether both mentions stand in the sentence."""
        return self.first.start >= self.sentence[0]


def candidates(
    mentions: Sequence[Named],
    sentences: Sequence[tuple[int, int]],
    joinable: Callable[[str, str], bool],
) -> list[Candidate]:
    """Return the candidate pairs of some sentences.

    ``mentions`` are those that the encoder sees together with the sentences, sorted; ``joinable`` tells
    whether any predicate may join two types, in either direction.
    """
    found: list[Candidate] = []
    for sentence in sentences:
        here: dict[int, list[Named]] = {}
        for mention in mentions:
            if sentence[0] <= mention.start < sentence[1]:
                here.setdefault(mention.entity, []).append(mention)
        pairs = [_nearest(here[one], here[other]) for one, other in combinations(here, 2)]
        pairs += [
            (earlier, named[0]) for earlier in _earlier(mentions, sentence[0], set(here)) for named in here.values()
        ]
        found += [Candidate(one, other, sentence) for one, other in pairs if joinable(one.type, other.type)]
    return found


def _nearest(ones: Sequence[Named], others: Sequence[Named]) -> tuple[Named, Named]:
    pairs = ((min(a, b), max(a, b)) for a in ones for b in others)
    return min(pairs, key=lambda pair: (pair[1].start - pair[0].end, pair[0].start))


def _earlier(mentions: Sequence[Named], before: int, but: set[int]) -> list[Named]:
    """Return the last mention of each of the entities that a sentence may refer to.

    Those are the ones named most lately before it, and the bodies named first of all: an article's
    subject, or whoever says "we" in it.
    """
    last: dict[int, Named] = {}
    for mention in reversed(mentions):
        if mention.end <= before and mention.entity not in but:
            last.setdefault(mention.entity, mention)
    latest = list(last.values())
    first = [m for m in reversed(latest[MAX_EARLIER:]) if m.type in BODIES][:MAX_FIRST]
    return [*latest[:MAX_EARLIER], *first]
