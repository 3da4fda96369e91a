"""Cutting a Doc into the windows that the encoder reads.

A window holds whole sentences, up to a number of word pieces. It is *home* to its later
sentences and begins with earlier ones as context, so that "the company" has its name in view.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer

from graphkit.extraction.shapes import word_shape

Ints = NDArray[np.int64]

MAX_PIECES = 256
CONTEXT_PIECES = 64
CLS, SEP = 101, 102  # of BERT's uncased vocabulary


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of a Doc as word pieces, ``[CLS]`` and ``[SEP]`` included.

    ``tokens`` are the Doc's tokens that have pieces, by index, and ``first`` and ``last`` the places
    in ``pieces`` of the first and last piece of each. ``home`` is the half-open range of
    the Doc's tokens whose sentences this window is home to.
    """

    pieces: Ints
    shapes: Ints
    tokens: Ints
    first: Ints
    last: Ints
    home: tuple[int, int]

    def position(self, token: int) -> int | None:
        """Return where in ``tokens`` a token of the Doc stands, None where it isn't in the window."""
        at = int(np.searchsorted(self.tokens, token))
        return at if at < len(self.tokens) and self.tokens[at] == token else None


def windows(
    doc: Doc, tokenizer: Tokenizer, max_pieces: int = MAX_PIECES, context: int = CONTEXT_PIECES
) -> Iterator[Window]:
    """Yield the windows of a Doc whose sentences are set, in order; none where it has no word."""
    token_ids, pieces, shapes, counts = _pieces(doc, tokenizer)
    if not token_ids:
        return
    offsets = np.concatenate([[0], np.cumsum(counts)])
    bounds = _sentence_bounds(doc, token_ids, offsets, max_pieces - 2)
    home = 0  # index into bounds of the first sentence not yet at home
    while home < len(bounds) - 1:
        start = home
        budget = max_pieces - 2
        # Take earlier sentences while they fit the context.
        while start > 0 and offsets[bounds[home]] - offsets[bounds[start - 1]] <= context:
            start -= 1
        while start < home and offsets[bounds[home + 1]] - offsets[bounds[start]] > budget:
            start += 1
        end = home + 1
        while end < len(bounds) - 1 and offsets[bounds[end + 1]] - offsets[bounds[start]] <= budget:
            end += 1
        yield _window(token_ids, pieces, shapes, offsets, bounds[start], bounds[home], bounds[end])
        home = end


def _pieces(doc: Doc, tokenizer: Tokenizer) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return the tokens with pieces, and for them all pieces, their shapes, and their number a token."""
    words = [token.text for token in doc]
    encoding = tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
    token_ids: list[int] = []
    counts: list[int] = []
    shapes: list[int] = []
    for word in encoding.word_ids:
        if word is None:  # of a special token; there are none
            continue
        if token_ids and token_ids[-1] == word:
            counts[-1] += 1
            shapes.append(shapes[-1] | 1)
            continue
        token_ids.append(word)
        counts.append(1)
        shapes.append(2 * word_shape(words[word], bool(doc[word].is_sent_start)))
    return token_ids, encoding.ids, shapes, counts


def _sentence_bounds(doc: Doc, token_ids: list[int], offsets: Ints, limit: int) -> list[int]:
    """Return where sentences begin and the last ends, as indexes into ``token_ids``; over-long ones are cut."""
    starts = [0]
    for at, token in enumerate(token_ids):
        too_long = offsets[at + 1] - offsets[starts[-1]] > limit
        if at and (doc[token].is_sent_start or too_long):
            starts.append(at)
    return [*starts, len(token_ids)]


def _window(
    token_ids: list[int], pieces: list[int], shapes: list[int], offsets: Ints, start: int, home: int, end: int
) -> Window:
    low, high = int(offsets[start]), int(offsets[end])
    high = min(high, low + MAX_PIECES - 2)  # one word of thousands of pieces is cut, not refused
    first = np.minimum(offsets[start:end], high - 1) - low + 1
    last = np.minimum(offsets[start + 1 : end + 1] - 1, high - 1) - low + 1
    return Window(
        pieces=np.array([CLS, *pieces[low:high], SEP], dtype=np.int64),
        shapes=np.array([0, *shapes[low:high], 0], dtype=np.int64),
        tokens=np.array(token_ids[start:end], dtype=np.int64),
        first=first.astype(np.int64),
        last=last.astype(np.int64),
        home=(token_ids[home], token_ids[end - 1] + 1),
    )
