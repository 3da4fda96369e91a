"""Our labels on other people's articles, kept apart from their text.

``data/standoff/*.jsonl`` holds, for a passage, the file of the corpus it stands in, the first 16
hex digits of the SHA-256 of the whole text there, the span of the passage in it, and our entities and
claims, whose evidence counts from the start of the passage. The text comes from the corpus.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

STANDOFF = Path(__file__).parent / "data" / "standoff"


def read(articles: Path) -> list[dict[str, Any]]:
    """Return the passages in the gold shape, their text taken from the files in the folder ``articles``.

    Raises ValueError where a labelled text is not in its file any more.
    """
    found = []
    texts: dict[str, dict[str, dict[str, Any]]] = {}
    for path in sorted(STANDOFF.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["file"] not in texts:
                texts[row["file"]] = _by_digest(articles / row["file"])
            source = texts[row["file"]].get(row["sha256"])
            if source is None:
                raise ValueError(f"{path.name} {row['id']}: its text is not in {row['file']}")
            start, end = row["span"]
            rest = {key: row[key] for key in ("id", "entities", "claims")}
            found.append({**rest, "title": source.get("title") or None, "text": source["text"][start:end]})
    return found


def _by_digest(path: Path) -> dict[str, dict[str, Any]]:
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {hashlib.sha256(row["text"].encode()).hexdigest()[:16]: row for row in rows}
