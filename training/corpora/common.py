"""What the readers of all corpora need: words as a Doc, a window that knows nothing yet, a pair with its relations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from graphkit.extraction.candidates import Candidate, Named
from graphkit.extraction.labels import RELATIONS
from graphkit.extraction.relations import pair_row
from graphkit.extraction.windows import Window, windows
from training.examples import ANY_TAG, Example, inputs, language, relation_index, tokenizer


def columns_of(predicates: Iterable[str]) -> NDArray[np.float32]:
    """Return 1 for the columns of some predicates, both directions, else 0: (relations,)."""
    found = np.zeros(len(RELATIONS), dtype=np.float32)
    for predicate in predicates:
        found[relation_index(predicate, False)] = found[relation_index(predicate, True)] = 1.0
    return found


def doc_of(sentences: Sequence[list[str]]) -> Doc:
    """Return the words of some sentences as a Doc."""
    words = [word for sentence in sentences for word in sentence]
    doc = Doc(language().vocab, words=words)
    at = 0
    starts = set()
    for sentence in sentences:
        starts.add(at)
        at += len(sentence)
    for token in doc:
        token.is_sent_start = token.i in starts
    return doc


def untagged(doc: Doc) -> tuple[Window, Example] | None:
    """Return the first window of a Doc, and an Example of it that knows nothing of entities and posts."""
    window = next(windows(doc, tokenizer(), context=0), None)
    if window is None:
        return None
    tags = np.full(len(doc), ANY_TAG, dtype=np.int64)
    roles = np.full(len(doc), -1, dtype=np.int64)
    return window, inputs(window, tags, roles)


def add_pair(
    example: Example,
    window: Window,
    sentences: Sequence[tuple[int, int]],
    pair: tuple[Named, Named],
    columns: Iterable[int],
    known: NDArray[np.float32],
) -> None:
    """Add a pair, in the order of the text, that has the relations ``columns``, those in ``known`` being known.

    Nothing is added where its mentions overlap or are not all in the window.
    """
    first, second = pair
    sentence = next((s for s in sentences if s[0] <= second.start < s[1]), None)
    if first.end > second.start or sentence is None:
        return
    row = pair_row(Candidate(first, second, sentence), window)
    if row is not None:
        example.pairs.append(row)
        example.relations.append(np.isin(np.arange(len(RELATIONS)), list(columns)).astype(np.float32))
        example.weights.append(known)
