"""The extraction pipeline: text to a Doc to the records that the rest of graphkit knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

# Importing a component registers its factory with spaCy.
from graphkit.extraction import attribution, encoder, entities, references, relations, sentences  # noqa: F401
from graphkit.extraction.model import load_model
from graphkit.extraction.reading import Place, Reading, Referent, reading
from graphkit.records import Article, Claim, Entity, Extraction, Mention

COMPONENTS = (
    "graphkit_sentences",
    "graphkit_encoder",
    "graphkit_entities",
    "graphkit_references",
    "graphkit_relations",
    "graphkit_attribution",
)


def make_pipeline(model: Path | None = None, min_confidence: float | None = None) -> Language:
    """Return the spaCy pipeline with graphkit's components, any of which may be taken out or replaced."""
    nlp = spacy.blank("en")
    nlp.max_length = 100_000_000  # in characters; windows bound the memory, not the article
    folder = str(model) if model else None
    for name in COMPONENTS:
        config: dict[str, object] = {}
        if name not in ("graphkit_sentences", "graphkit_references"):
            config["model"] = folder
        if name == "graphkit_relations":
            config["min_confidence"] = min_confidence
        nlp.add_pipe(name, config=config)
    return nlp


class PipelineExtractor:
    """Reads articles with a spaCy pipeline; the Extractor that ``load`` gives."""

    def __init__(self, model: Path | None = None, min_confidence: float | None = None) -> None:
        self.nlp = make_pipeline(model, min_confidence)
        threshold = "" if min_confidence is None else f"@{min_confidence:g}"
        self.model = load_model(model).name + threshold

    def threshold(self, predicate: str) -> float:
        """Return the confidence from which a claim with this predicate is made."""
        component = self.nlp.get_pipe("graphkit_relations")
        return component.threshold(predicate) if isinstance(component, relations.Relations) else 0.0

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Yield one extraction for each article, in the same order."""
        for article in articles:
            yield self.read(article)

    def read(self, article: Article) -> Extraction:
        """Read one article."""
        return to_extraction(article, self.nlp(article.text), self.model)


def to_extraction(article: Article, doc: Doc, model: str) -> Extraction:
    """Turn a Doc that went through the pipeline into records; only entities' ids are made here."""
    found = reading(doc)
    order = sorted(range(len(found.referents)), key=lambda n: found.referents[n].places[0].start)
    ids = {n: f"e{k}" for k, n in enumerate(order, 1)}
    return Extraction(
        article,
        tuple(_entity(doc, found.referents[n], ids[n]) for n in order),
        tuple(
            sorted(_claims(doc, found, ids), key=lambda c: (c.start, c.end, c.subject, c.predicate, c.object, c.status))
        ),
        model=model,
    )


def _entity(doc: Doc, referent: Referent, ident: str) -> Entity:
    mentions = tuple(_mention(doc, place) for place in referent.places)
    # A name may be broken over two lines of the text.
    aliases = {" ".join(m.text.split()) for m in mentions if m.kind == "name"} - {referent.name}
    return Entity(ident, referent.type, referent.name, tuple(sorted(aliases)), mentions)


def _mention(doc: Doc, place: Place) -> Mention:
    span = doc[place.start : place.end]
    return Mention(span.start_char, span.end_char, span.text, "reference" if place.reference else "name")


def _claims(doc: Doc, found: Reading, ids: dict[int, str]) -> Iterator[Claim]:
    for statement in found.statements:
        if statement.subject == statement.object:
            continue
        start, end = _trimmed(doc, *statement.sentence)
        yield Claim(
            subject=ids[statement.subject],
            predicate=statement.predicate,
            object=ids[statement.object],
            status=statement.status,
            start=start,
            end=end,
            attributed_to="" if statement.speaker is None else found.referents[statement.speaker].name,
            role=statement.role,
            confidence=round(statement.confidence, 3),
        )


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Return the characters of a range of tokens without the white space at its ends."""
    while end > start + 1 and doc[end - 1].is_space:
        end -= 1
    while start < end - 1 and doc[start].is_space:
        start += 1
    return int(doc[start].idx), int(doc[end - 1].idx + len(doc[end - 1]))
