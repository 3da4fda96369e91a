"""A process that writes articles to a file until it is killed; run by ``test_embedded``.

``python -m tests.stores.writer PATH`` writes every version of every article of ``VERSIONS`` in small
batches, and prints a line after each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from graphkit.stores.base import ArticleRows
from graphkit.stores.embedded import EmbeddedStore
from tests.stores.rows import article

ARTICLES = 60
BATCH = 6


def version(number: int) -> list[ArticleRows]:
    """All articles, as they are in one version."""
    return [
        article(
            f"article-{n}",
            f"C{n % 7} USES C{n % 5 + 7} {('testing', 'actual', 'ended')[number]}",
            f"C{n % 7} PARTNERS_WITH C{n % 3 + 12}",
            text=f"Version {number}. " * 200,
        )
        for n in range(ARTICLES)
    ]


VERSIONS = [version(0), version(1), version(2)]


def batches() -> Iterator[Sequence[ArticleRows]]:
    """What is written, in this order."""
    for articles in VERSIONS:
        for start in range(0, ARTICLES, BATCH):
            yield articles[start : start + BATCH]


if __name__ == "__main__":
    with EmbeddedStore(sys.argv[1]) as store:
        for number, batch in enumerate(batches(), start=1):
            store.write(batch)
            print(number, flush=True)
        sys.stdin.read()  # stays open until it is killed
