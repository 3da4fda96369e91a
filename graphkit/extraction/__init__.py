"""Reading entities and claims out of articles: a spaCy pipeline with a model that ships in the wheel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from graphkit.errors import ModelError
from graphkit.records import Article, Extraction


class Extractor(Protocol):
    """Whatever turns articles into extractions."""

    @property
    def model(self) -> str:
        """Name and version of the model, part of an article's fingerprint in a store."""

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Yield one extraction for each article, in the same order."""


def load(model: str | Path | None = None, *, min_confidence: float | None = None) -> Extractor:
    """Load the extraction pipeline: graphkit's own, or the one at ``model``; raises ModelError."""
    raise ModelError("the extraction model is not built yet")
