"""Why the pipeline read what it read: for each sentence its entities, candidate pairs and claims."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from graphkit.extraction.candidates import Candidate
from graphkit.extraction.pipeline import PipelineExtractor
from graphkit.extraction.reading import Reading, Score, Statement, reading
from graphkit.records import Article

Claimed = set[tuple[Candidate, str, bool]]  # pair, predicate, and whether the second mention is the subject


@dataclass(frozen=True, slots=True)
class ExplainedMention:
    """A name or a reference (pronoun, "the company") in the sentence, and the entity it is laid to."""

    text: str
    type: str
    entity: str
    reference: bool


@dataclass(frozen=True, slots=True)
class ExplainedPair:
    """Two entities that the sentence might relate, and the confidence of each relation, highest first.

    ``subject`` and ``object`` are entities' names. ``within`` is false where the first of them is named only
    before the sentence. ``claimed`` tells whether a claim was made of it: none is of a question, nor of the less sure
    direction of a predicate, even where the confidence reaches the ``threshold``.
    """

    subject: str
    predicate: str
    object: str
    confidence: float
    threshold: float
    within: bool
    claimed: bool


@dataclass(frozen=True, slots=True)
class ExplainedClaim:
    """A claim with the probability of every status, and the speaker it is attributed to, if any."""

    subject: str
    predicate: str
    object: str
    confidence: float
    statuses: dict[str, float]
    attributed_to: str
    role: str


@dataclass(frozen=True, slots=True)
class ExplainedSentence:
    """One sentence, characters ``[start, end)`` of the article's text."""

    text: str
    start: int
    end: int
    mentions: tuple[ExplainedMention, ...]
    pairs: tuple[ExplainedPair, ...]
    claims: tuple[ExplainedClaim, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was weighed in an article, sentence by sentence; ``article`` is its id."""

    article: str
    sentences: tuple[ExplainedSentence, ...]


def explain(article: Article, extractor: PipelineExtractor, least: float = 0.1) -> Explanation:
    """Read an article and return what was weighed in each sentence; relations below ``least`` are left out."""
    doc = extractor.nlp(article.text)
    found = reading(doc)
    thresholds = {p: extractor.threshold(p) for p in {s.rpartition("<")[2] for x in found.scores for s in x.relations}}
    claimed = {(s.candidate, s.predicate, s.subject != s.candidate.first.entity) for s in found.statements}
    sentences = tuple(_sentence(doc, found, bounds, thresholds, claimed, least) for bounds in _bounds(doc))
    return Explanation(article.id, sentences)


def _bounds(doc: Doc) -> list[tuple[int, int]]:
    return [(sentence.start, sentence.end) for sentence in doc.sents if sentence.text.strip()]


def _sentence(
    doc: Doc, found: Reading, bounds: tuple[int, int], thresholds: dict[str, float], claimed: Claimed, least: float
) -> ExplainedSentence:
    start, end = bounds
    span = doc[start:end]
    mentions = sorted(
        (place.start, ExplainedMention(doc[place.start : place.end].text, r.type, r.name, place.reference))
        for r in found.referents
        for place in r.places
        if start <= place.start < end
    )
    pairs = [
        p for s in found.scores if start <= s.candidate.sentence[0] < end for p in _pairs(found, s, thresholds, claimed)
    ]
    return ExplainedSentence(
        text=span.text.strip(),
        start=span.start_char,
        end=span.end_char,
        mentions=tuple(m for _, m in mentions),
        pairs=tuple(sorted((p for p in pairs if p.confidence >= least), key=lambda p: -p.confidence)),
        claims=tuple(_claim(found, s) for s in found.statements if start <= s.sentence[0] < end),
    )


def _pairs(found: Reading, score: Score, thresholds: dict[str, float], claimed: Claimed) -> list[ExplainedPair]:
    first = found.referents[score.candidate.first.entity].name
    second = found.referents[score.candidate.second.entity].name
    pairs = []
    for name, confidence in score.relations.items():
        predicate = name.removeprefix("<")
        backward = name.startswith("<")
        pairs.append(
            ExplainedPair(
                subject=second if backward else first,
                predicate=predicate,
                object=first if backward else second,
                confidence=confidence,
                threshold=thresholds[predicate],
                within=score.candidate.within,
                claimed=(score.candidate, predicate, backward) in claimed,
            )
        )
    return pairs


def _claim(found: Reading, statement: Statement) -> ExplainedClaim:
    return ExplainedClaim(
        subject=found.referents[statement.subject].name,
        predicate=statement.predicate,
        object=found.referents[statement.object].name,
        confidence=statement.confidence,
        statuses=statement.statuses,
        attributed_to="" if statement.speaker is None else found.referents[statement.speaker].name,
        role=statement.role,
    )
