"""Cutting a Doc into the windows that the encoder reads.

A window holds whole sentences, up to a number of word pieces. It is *home* to its later
sentences and begins with earlier ones as context, so that "the company" has its name in view. The
first sentence of the text, where it is short enough, stands at the head of every window: it
mostly names whom an article is about, or who "we" are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer

from graphkit.extraction.sentences import opens_sentence
from graphkit.extraction.shapes import word_shape

Ints = NDArray[np.int64]

MAX_PIECES = 320
CONTEXT_PIECES = 32
LEAD_PIECES = 32  # of the first sentence of a text, where it has no more
CLS, SEP = 101, 102  # of BERT's uncased vocabulary


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of a Doc as word pieces, ``[CLS]`` and ``[SEP]`` included.

    ``tokens`` are the Doc's tokens that have pieces, by rising index, and ``places`` tells where in ``tokens``
    each stands; ``first`` and ``last`` are the places in ``pieces`` of the first and last piece of each. ``home``
    is the half-open range of the Doc's tokens whose sentences this window is home to.
    """

    pieces: Ints
    shapes: Ints
    tokens: Ints
    places: dict[int, int]
    first: Ints
    last: Ints
    home: tuple[int, int]

    def position(self, token: int) -> int | None:
        """Return where in ``tokens`` a token of the Doc stands, None where it isn't in the window."""
        return self.places.get(token)

    def pieces_of(self, sentence: tuple[int, int]) -> tuple[int, int]:
        """Return the first and last piece of a sentence, the Doc's tokens ``[start, end)``, in the window."""
        low, high = self.tokens.searchsorted(sentence).tolist()
        return int(self.first[low]), int(self.last[max(low, high - 1)])

    def holds(self, start: int, end: int) -> bool:
        """Tell whether the Doc's tokens ``[start, end)`` are in the window."""
        return self.position(start) is not None and self.position(end - 1) is not None


def windows(doc: Doc, tokenizer: Tokenizer, context: int = CONTEXT_PIECES) -> Iterator[Window]:
    """Yield the windows of a Doc whose sentences are set, in order; none where it has no word."""
    text = _pieces(doc, tokenizer)
    if not text.tokens:
        return
    bounds = _sentence_bounds(text, MAX_PIECES - 2)
    offsets = text.offsets
    lead = bounds[1] if context and offsets[bounds[1]] <= LEAD_PIECES else 0
    home = 0  # index into bounds of the first sentence not yet at home
    while home < len(bounds) - 1:
        budget = MAX_PIECES - 2 - (int(offsets[lead]) if home else 0)
        start = home
        while start > 0 and offsets[bounds[home]] - offsets[bounds[start - 1]] <= context:
            start -= 1
        while start < home and offsets[bounds[home + 1]] - offsets[bounds[start]] > budget:
            start += 1
        end = home + 1
        while end < len(bounds) - 1 and offsets[bounds[end + 1]] - offsets[bounds[start]] <= budget:
            end += 1
        # The lead is left out where the window begins with it anyway, or has no room for it.
        room = bounds[start] >= lead and offsets[bounds[end]] - offsets[bounds[start]] <= budget
        words = [*(range(lead) if room else ()), *range(bounds[start], bounds[end])]
        yield _window(text, words, (text.tokens[bounds[home]], text.tokens[bounds[end] - 1] + 1))
        home = end


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The tokens of a Doc that have pieces, all pieces and their shapes, and where each token's begin."""

    tokens: list[int]
    opens: list[bool]  # whether a sentence begins with the token
    pieces: list[int]
    shapes: list[int]
    offsets: Ints  # one more than tokens


def _pieces(doc: Doc, tokenizer: Tokenizer) -> _Pieces:
    words = [token.text for token in doc]
    opens = opens_sentence(doc).tolist()
    encoding = tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
    tokens: list[int] = []
    starts: list[int] = []
    shapes: list[int] = []
    for at, word in enumerate(encoding.word_ids):
        if word is None:  # of a special token; there are none
            continue
        if tokens and tokens[-1] == word:
            shapes.append(shapes[-1] | 1)
            continue
        tokens.append(word)
        starts.append(at)
        shapes.append(2 * word_shape(words[word], opens[word]))
    opening = [opens[token] for token in tokens]
    return _Pieces(tokens, opening, encoding.ids, shapes, np.array([*starts, len(shapes)], dtype=np.int64))


def _sentence_bounds(text: _Pieces, limit: int) -> list[int]:
    """Return where sentences begin and the last ends, as indexes into ``tokens``; over-long ones are cut."""
    starts = [0]
    offsets = text.offsets.tolist()
    for at in range(1, len(text.tokens)):
        if text.opens[at] or offsets[at + 1] - offsets[starts[-1]] > limit:
            starts.append(at)
    return [*starts, len(text.tokens)]


def _window(text: _Pieces, words: list[int], home: tuple[int, int]) -> Window:
    pieces: list[int] = []
    shapes: list[int] = []
    first: list[int] = []
    last: list[int] = []
    for word in words:
        low, high = int(text.offsets[word]), int(text.offsets[word + 1])
        # One word of hundreds of pieces is cut, not refused.
        high = min(high, low + MAX_PIECES - 2 - len(pieces))
        first.append(min(len(pieces) + 1, MAX_PIECES - 2))
        pieces += text.pieces[low:high]
        shapes += text.shapes[low:high]
        last.append(len(pieces))
    tokens = [text.tokens[w] for w in words]
    return Window(
        pieces=np.array([CLS, *pieces, SEP], dtype=np.int64),
        shapes=np.array([0, *shapes, 0], dtype=np.int64),
        tokens=np.array(tokens, dtype=np.int64),
        places={token: at for at, token in enumerate(tokens)},
        first=np.array(first, dtype=np.int64),
        last=np.array(last, dtype=np.int64),
        home=home,
    )
