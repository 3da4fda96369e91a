"""JSON Lines: a node or a relationship a line, sorted, nothing left out but the time of ingestion."""

from __future__ import annotations

import json
from collections.abc import Iterator

from graphkit.stores.base import Store


def jsonl(store: Store) -> Iterator[str]:
    """Yield the lines, each with its line end."""
    for row in store.export():
        yield json.dumps(row, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"
