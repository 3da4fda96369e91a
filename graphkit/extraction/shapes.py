"""The shape of a word: what a reader sees of its case and digits.

The encoder's word pieces are lower-cased, yet case tells "Target" from "target" and "ICE" from
"ice". So each piece carries, beside its id, the shape of the word that it belongs to.
"""

from __future__ import annotations

import re

SHAPES = (
    "padding",
    "lower",
    "title",
    "title at the start of a sentence",
    "one capital",
    "capitals",
    "capitals and digits",
    "camel",
    "lower and digits",
    "number",
    "punctuation",
    "other",
)
# A piece that opens its word has an even id, one that goes on with it an odd one.
SHAPE_IDS = 2 * len(SHAPES)

_PATTERNS = tuple(
    (re.compile(pattern), SHAPES.index(name))
    for pattern, name in (
        (r"[a-z]+", "lower"),
        (r"[A-Z]", "one capital"),
        (r"[A-Z]{2,}(?:s|&[A-Z]+)?", "capitals"),
        (r"[\d.,:/-]*\d[\d.,:/-]*", "number"),
        (r"[A-Z][a-z'’-]+", "title"),
        (r"(?=.*\d)[A-Z][A-Z\d.-]*", "capitals and digits"),
        (r"(?=.*\d)[a-z\d.-]+", "lower and digits"),
        (r"\W+|_+", "punctuation"),
    )
)
_CACHE: dict[str, int] = {}
_CACHE_SIZE = 200_000


def word_shape(word: str, opens_sentence: bool = False) -> int:
    """Return the index in SHAPES of a word's shape."""
    shape = _CACHE.get(word)
    if shape is None:
        shape = _shape(word)
        if len(_CACHE) < _CACHE_SIZE:
            _CACHE[word] = shape
    if opens_sentence and shape == 2:
        return 3
    return shape


def _shape(word: str) -> int:
    for pattern, shape in _PATTERNS:
        if pattern.fullmatch(word):
            return shape
    if not word.isascii():
        if word.islower():
            return SHAPES.index("lower")
        if word.isupper():
            return SHAPES.index("capitals")
        if word.istitle():
            return SHAPES.index("title")
    if any(c.isupper() for c in word):
        return SHAPES.index("camel")
    return SHAPES.index("other")
