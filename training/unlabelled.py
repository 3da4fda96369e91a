"""Texts without labels, and which of them stand in what figures are measured on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

LONG = 60  # characters: shorter sentences stand in texts that have nothing to do with each other


def texts(folder: Path) -> Iterator[str]:
    """Yield the texts of the files of JSON Lines in a folder; raises ValueError where there is none."""
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise ValueError(f"{folder} holds no file of JSON Lines; name another folder")
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)


def sentences(text: str) -> set[str]:
    """Return the long sentences of a text, letters and digits alone, to compare texts by."""
    parts = re.split(r"(?<=[.!?])\s+|\n+", text)
    return {" ".join(re.findall(r"\w+", part.lower())) for part in parts if len(part) > LONG}


def without(found: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the texts that share no long sentence with others."""
    kept_out = set().union(*map(sentences, others))
    return [text for text in found if not kept_out & sentences(text)]
