"""Corpora of names: web text, noisy text, Wikipedia."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from graphkit.extraction.windows import windows
from training.corpora.common import doc_of
from training.examples import ANY_TAG, OUTSIDE, Example, inputs, tag_mask, tokenizer

ORG = ("Company", "Agency", "Organization")
PLACE = ("Place", "Agency")
THING = ("Product", "Technology")
# What a corpus's tag may be in our types; a bare O in the list allows "outside" too.
COARSE = {"PER": ("Person",), "LOC": (*PLACE, "O"), "ORG": ORG}
WNUT = {
    "person": ("Person",),
    "location": (*PLACE, "O"),
    "corporation": ("Company",),
    "group": ("Organization", "Agency", "Company", "O"),
    "product": (*THING, "Company"),
}
CROSS = {
    "organisation": ORG,
    "university": ("Organization",),
    "politicalparty": ("Organization",),
    "person": ("Person",),
    "politician": ("Person",),
    "researcher": ("Person",),
    "scientist": ("Person",),
    "country": PLACE,
    "location": (*PLACE, "O"),
    "programlang": ("Technology",),
    "algorithm": ("Technology", "O"),
    "field": ("Technology", "O"),
    "task": ("Technology", "O"),
    "product": (*THING, "O"),
}


def mask_of(tag: str, table: dict[str, tuple[str, ...]], outside: int) -> int:
    """Return the tags allowed for a BIO tag of a corpus."""
    if tag == "O":
        return outside
    position, _, name = tag.partition("-")
    types = table.get(name)
    if types is None:
        return ANY_TAG
    return tag_mask([t for t in types if t != "O"], position, outside="O" in types)


def tagged(
    sentences: list[list[tuple[str, str]]], table: dict[str, tuple[str, ...]], outside: int
) -> Iterator[Example]:
    """Yield Examples from tagged sentences, several to a window."""
    for at in range(0, len(sentences), 6):
        block = sentences[at : at + 6]
        doc = doc_of([[word for word, _ in s] for s in block])
        tags = np.array([mask_of(tag, table, outside) for s in block for _, tag in s], dtype=np.int64)
        roles = np.full(len(doc), -1, dtype=np.int64)
        for window in windows(doc, tokenizer(), context=0):
            yield inputs(window, tags, roles)


def _columns(path: Path, word: int, tag: int, separator: str | None) -> list[list[tuple[str, str]]]:
    """Read a file of one word a line, sentences parted by empty lines."""
    sentences: list[list[tuple[str, str]]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") and "=" in line:
            continue
        fields = line.split(separator)
        if len(fields) <= max(word, tag) or not fields[word].strip():
            sentences.append([])
            continue
        sentences[-1].append((fields[word], fields[tag]))
    return [s for s in sentences if s]


def _as_bio(sentence: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Turn IO tags into BIO."""
    out, previous = [], "O"
    for word, tag in sentence:
        bio = "B" + tag[1:] if tag.startswith("I-") and previous[2:] != tag[2:] else tag
        out.append((word, bio))
        previous = tag
    return out


def uner(folder: Path) -> Iterator[Example]:
    """UNER English-EWT: web text with persons, places, organisations."""
    outside = OUTSIDE | tag_mask(THING, "B") | tag_mask(THING, "I")
    for name in ("en_ewt-ud-train.pre-v1.iob2", "en_ewt-ud-dev.iob2"):
        yield from tagged(_columns(folder / name, 1, 2, "\t"), COARSE, outside)


def wnut(folder: Path) -> Iterator[Example]:
    """WNUT17: noisy text with rare entities."""
    outside = OUTSIDE | tag_mask(["Technology"], "B") | tag_mask(["Technology"], "I")
    for name in ("wnut17train.conll", "emerging.dev.conll"):
        yield from tagged(_columns(folder / name, 0, 1, "\t"), WNUT, outside)


def wikigold(folder: Path) -> Iterator[Example]:
    """Wikigold: Wikipedia text."""
    outside = OUTSIDE | tag_mask(THING, "B") | tag_mask(THING, "I")
    sentences = [_as_bio(s) for s in _columns(folder / "wikigold.conll.txt", 0, 1, " ")]
    yield from tagged(sentences, COARSE, outside)


def crossner(folder: Path) -> Iterator[Example]:
    """CrossNER: Wikipedia text of politics, science and AI."""
    outside = OUTSIDE | tag_mask(THING, "B") | tag_mask(THING, "I")
    for path in sorted(folder.glob("*/*.txt")):
        yield from tagged(_columns(path, 0, 1, "\t"), CROSS, outside)
