"""A graph of any size out of extracted real articles: copies of them in which the entities bear other names.

Names are drawn by rank from a pool for each type, the ranks log-uniform (near Zipf's law): a few
hubs are in thousands of articles, most entities in one or two. A seed gives the same graph each time.
"""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from graphkit.records import Extraction

CLAIMS_AN_ENTITY = 3  # the pools grow with the graph, so that its density stays
FIRST_DAY = datetime.date(2015, 1, 1)
DAYS = 4000


def scaled(extractions: Sequence[Extraction], claims: int, seed: int = 7) -> Iterator[Extraction]:
    """Yield renamed copies of the extractions that state something, until there are ``claims`` claims."""
    source = [e for e in extractions if e.claims]
    names: dict[str, list[str]] = defaultdict(list)
    for extraction in source:
        for entity in extraction.entities:
            names[entity.type].append(entity.name)
    generator = random.Random(seed)
    pools = {type_: _pool(sorted(set(known)), len(known), claims, names) for type_, known in names.items()}
    made = 0
    for number in count():
        copy = _renamed(source[number % len(source)], number, pools, generator)
        yield copy
        made += len(copy.claims)
        if made >= claims:
            return


def _pool(known: list[str], weight: int, claims: int, names: dict[str, list[str]]) -> list[str]:
    """Return the names of one type by rank: real ones first, then the same with a number."""
    size = max(len(known), claims * weight // sum(map(len, names.values())) // CLAIMS_AN_ENTITY)
    return [known[n % len(known)] + (f" {n // len(known)}" if n >= len(known) else "") for n in range(size)]


def _renamed(extraction: Extraction, number: int, pools: dict[str, list[str]], generator: random.Random) -> Extraction:
    taken: set[str] = set()
    entities = []
    said: dict[str, str] = {}
    for entity in extraction.entities:
        pool = pools[entity.type]
        name = entity.name
        for _ in range(20):
            drawn = pool[int(len(pool) ** generator.random()) - 1]
            if drawn not in taken:
                name = drawn
                break
        taken.add(name)
        said[entity.name] = name
        entities.append(replace(entity, name=name, aliases=()))
    day = FIRST_DAY + datetime.timedelta(days=generator.randrange(DAYS))
    article = replace(
        extraction.article,
        id=f"{extraction.article.id}#{number}",
        url="",
        publisher=f"Publisher {int(200 ** generator.random())}",
        published=day.isoformat(),
    )
    claims = tuple(replace(c, attributed_to=said.get(c.attributed_to, "")) for c in extraction.claims)
    return replace(extraction, article=article, entities=tuple(entities), claims=claims)
