"""Words per second and peak memory of whole extraction, by the worker processes that ``graphkit ingest`` starts.

    python -m benchmarks.extraction ARTICLES… [--limit 300] [--workers 1 2] [--runs 3]

Every run reads the same articles in fresh processes, from text to resolved rows; the median and the range are
printed. Loading the model is left out: each run first reads the articles after those, some for each worker, untimed.
Memory is the largest resident set of a worker so far.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Sequence
from itertools import islice

from graphkit.articles import Failure, read
from graphkit.extraction import load
from graphkit.ingestion import EXTRACT_BATCH, batched
from graphkit.ontology import Ontology
from graphkit.records import Article
from graphkit.workers import BATCHES_AHEAD, in_workers


def run(warming: Sequence[Article], articles: Sequence[Article], workers: int) -> tuple[float, int]:
    """Return seconds and claims."""
    with in_workers(load, Ontology.load(), workers) as reading:
        for _ in reading.rows(batched(warming, EXTRACT_BATCH)):
            pass
        began = time.perf_counter()
        outcomes = [o for rows in reading.rows(batched(articles, EXTRACT_BATCH)) for o in rows]
        seconds = time.perf_counter() - began
    return seconds, sum(len(o.claims) for o in outcomes if not isinstance(o, Failure))


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args(argv)
    warm = max(args.workers) * BATCHES_AHEAD * EXTRACT_BATCH
    found = [a for a in islice(read(args.sources), args.limit + warm) if not isinstance(a, Failure)]
    articles, warming = found[: args.limit], found[args.limit :] or found
    words = sum(len(a.text.split()) for a in articles)
    print(f"{len(articles)} articles, {words} words")
    for workers in args.workers:
        results = [run(warming, articles, workers) for _ in range(args.runs)]
        rates = sorted(words / seconds for seconds, _ in results)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"{workers} workers: {statistics.median(rates):,.0f} words/s ({rates[0]:,.0f} to {rates[-1]:,.0f}), "
            f"{results[0][1]} claims, at most {memory:.0f} MB a worker"
        )


if __name__ == "__main__":
    main()
