"""Reading entities and claims out of articles: a spaCy pipeline with a model that ships in the wheel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from graphkit.records import Article, Extraction


class Extractor(Protocol):
    """Whatever turns articles into extractions."""

    @property
    def model(self) -> str:
        """Name and version of the model, part of an article's fingerprint in a store."""

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Yield one extraction for each article, in the same order."""


def load(model: str | Path | None = None, *, min_confidence: float | None = None) -> Extractor:
    """Load the extraction pipeline: graphkit's own model, or the one in the folder ``model``.

    ``min_confidence`` in [0, 1] makes claims from that confidence on, instead of from the model's own
    threshold. Raises ModelError where a model cannot be loaded.
    """
    # spaCy and onnxruntime take a second to import; whoever only asks a graph doesn't wait for them.
    from graphkit.extraction.pipeline import PipelineExtractor

    return PipelineExtractor(Path(model) if model else None, min_confidence)
