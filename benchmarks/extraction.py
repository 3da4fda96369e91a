"""Words per second and peak memory of whole extraction.

    python -m benchmarks.extraction ARTICLES… [--limit 300] [--workers 1 2] [--runs 3]

Every run extracts the same articles in fresh processes; the median and the range are printed, the
time to load the model apart from it. Memory is the largest resident set of one worker.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import time
from collections.abc import Sequence
from itertools import islice
from typing import Any

from graphkit.articles import Failure, read
from graphkit.records import Article


def work(articles: Sequence[Article], ready: Any, go: Any, done: Any) -> None:
    """Load the model, wait for the start, extract, and report claims and peak memory in MB."""
    from graphkit.extraction import load

    extractor = load()
    ready.put(1)
    go.wait()
    claims = sum(len(e.claims) for e in extractor.extract(articles))
    done.put((claims, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def run(articles: Sequence[Article], workers: int) -> tuple[float, int, float]:
    """Return seconds, claims, and the peak memory of a worker in MB."""
    context = multiprocessing.get_context("spawn")
    ready, done, go = context.Queue(), context.Queue(), context.Event()
    shares = [articles[n::workers] for n in range(workers)]
    processes = [context.Process(target=work, args=(share, ready, go, done)) for share in shares]
    for process in processes:
        process.start()
    for _ in processes:
        ready.get(timeout=120)
    began = time.perf_counter()
    go.set()
    results = [done.get(timeout=3600) for _ in processes]
    seconds = time.perf_counter() - began
    for process in processes:
        process.join()
    return seconds, sum(c for c, _ in results), max(m for _, m in results)


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args(argv)
    articles = [a for a in islice(read(args.sources), args.limit) if not isinstance(a, Failure)]
    words = sum(len(a.text.split()) for a in articles)
    print(f"{len(articles)} articles, {words} words")
    for workers in args.workers:
        results = [run(articles, workers) for _ in range(args.runs)]
        rates = sorted(words / seconds for seconds, _, _ in results)
        memory = max(m for _, _, m in results)
        print(
            f"{workers} workers: {statistics.median(rates):,.0f} words/s ({rates[0]:,.0f} to {rates[-1]:,.0f}), "
            f"{results[0][1]} claims, at most {memory:.0f} MB a worker"
        )


if __name__ == "__main__":
    main()
