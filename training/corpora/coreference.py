"""GUM's chains of coreference, to measure the references of a Doc by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SPAN = re.compile(r"\((?P<chain>\d+)-(?P<type>[a-z]+)[^()]*(?P<one>\))?|(?P<end>\d+)\)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A mention: its half-open range of characters, where its head word begins, and whether that is a name."""

    start: int
    end: int
    head: int
    type: str
    named: bool


@dataclass(frozen=True, slots=True)
class _Word:
    number: int
    head: int
    start: int
    named: bool


@dataclass(slots=True)
class Document:
    """A text and its chains, each the mentions of one entity in order of their ends."""

    id: str
    text: str = ""
    chains: dict[str, list[Phrase]] = field(default_factory=lambda: defaultdict(list))


def documents(folder: Path, split: str) -> Iterator[Document]:
    """Yield the documents that ``split.SPLIT.txt`` names and that the folder holds, in its order."""
    for name in (folder / f"split.{split}.txt").read_text(encoding="utf-8").split():
        path = folder / "open" / f"{name}.conllu"
        if path.exists():
            yield document(name, path.read_text(encoding="utf-8"))


def document(name: str, conllu: str) -> Document:
    """Put a document's sentences together, paragraphs apart, and read its chains."""
    found = Document(name)
    begun: dict[str, list[tuple[str, list[_Word]]]] = defaultdict(list)
    at = 0
    for line in conllu.splitlines():
        if line.startswith("# newpar") and found.text:
            found.text += "\n"
        if line.startswith("# text = "):
            found.text += " " if found.text and not found.text.endswith("\n") else ""
            at = len(found.text)
            found.text += line.removeprefix("# text = ")
        fields = line.split("\t")
        if not fields[0].isdigit():  # a comment, a multi-word token, an empty node
            continue
        start = max(at, found.text.find(fields[1], at))
        at = start + len(fields[1])
        spans = list(SPAN.finditer(_entities(fields[9])))
        for match in spans:
            if match["chain"]:
                begun[match["chain"]].append((match["type"], []))
        word = _Word(int(fields[0]), int(fields[6]), start, fields[3] == "PROPN")
        for _, words in (opened for chain in begun.values() for opened in chain):
            words.append(word)
        for match in spans:
            chain = match["end"] or (match["one"] and match["chain"])
            if chain:
                type_, words = begun[chain].pop()
                head = next(w for w in words if w.head not in {other.number for other in words})
                found.chains[chain].append(Phrase(words[0].start, at, head.start, type_, head.named))
    return found


def _entities(misc: str) -> str:
    return next((part.partition("=")[2] for part in misc.split("|") if part.startswith("Entity=")), "")
