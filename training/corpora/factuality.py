"""UDS's factuality of English-EWT: whether what a predicate tells happened, for the statuses of claims."""

from __future__ import annotations

import json
import random
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graphkit.extraction.candidates import Named
from graphkit.extraction.labels import RELATIONS, STATUSES
from graphkit.extraction.reading import sentence_ranges
from training.corpora.common import add_pair, doc_of, untagged
from training.examples import Example

# From this factuality on (normalised, about -2 to 2) people agreed that it happened; at the negative, that not (yet).
SURE = 0.8
UNSURE = 0.4  # nearer to 0 than this: hedged
HAPPENED = ("actual", "testing", "ended")
NEGATED = ("denied", "ended")
NOT_SO = ("planned", "ended", "alleged", "denied")  # what will be, conditions and wishes, too
HEDGED = ("testing", *NOT_SO)
SUBJECT, OBJECT = ("nsubj", "nsubj:pass"), ("obj", "obl", "iobj", "obl:agent")
NAMING = ("PROPN", "NOUN", "PRON")
WITHIN = ("compound", "flat", "amod", "nummod")  # what belongs to a noun phrase without its article
RELATIONS_A_PAIR = 3  # of whichever relation: a denial reads alike in all


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a treebank; ``head`` indexes the sentence's tokens, -1 at the root."""

    word: str
    kind: str
    head: int
    role: str
    negates: bool = False


def uds(factuality: Path, treebank: Path, generator: random.Random) -> Iterator[Example]:
    """Yield sentences with the statuses possible between a predicate's subject and its object.

    ``factuality`` and ``treebank`` are the folders of UDS's factuality and of UD English-EWT.
    """
    with zipfile.ZipFile(factuality / "normalized_factuality.zip") as packed:
        told = json.loads(packed.read("factuality.json"))["data"]
    sentences = dict(read(treebank))
    for name, ids in sorted(json.loads((factuality / "ud_ids.json").read_text(encoding="utf-8")).items()):
        tokens = sentences.get(ids["sentence_id"])
        if name not in told or tokens is None:
            continue
        values = {
            int(predicate.rpartition("-")[2]) - 1: row["factuality"]["factual"]["value"]
            for predicate, row in told[name].items()
        }
        doc = doc_of([[token.word for token in tokens]])
        window, example = untagged(doc) or (None, None)
        if window is None or example is None:
            continue
        ranges = sentence_ranges(doc, window)
        for at, value in sorted(values.items()):
            negated = any(token.negates and token.head == at for token in tokens)
            statuses = possible(value, negated)
            for pair in arguments(tokens, at) if statuses else ():
                before = len(example.pairs)
                add_pair(example, window, ranges, pair, (), np.zeros(len(RELATIONS), dtype=np.float32))
                if len(example.pairs) > before:
                    columns = generator.sample(range(len(RELATIONS)), RELATIONS_A_PAIR)
                    mask = sum(1 << STATUSES.index(status) for status in statuses)
                    example.statuses += [(before, column, mask) for column in columns]
        if example.pairs:
            yield example


def possible(value: float, negated: bool) -> tuple[str, ...]:
    """Return the statuses that a claim may have whose predicate has this factuality; none where people differed.

    Nor where a negated predicate counts as happened: some answered for the sentence, denial and all.
    """
    if value >= SURE:
        return () if negated else HAPPENED
    if value <= -SURE:
        return NEGATED if negated else NOT_SO
    return HEDGED if abs(value) <= UNSURE else ()


def arguments(tokens: list[Token], at: int) -> Iterator[tuple[Named, Named]]:
    """Yield the subject of the predicate at a token with each of its objects, in the order of the text."""
    below: dict[int, list[int]] = defaultdict(list)
    for n, token in enumerate(tokens):
        below[token.head].append(n)
    if at >= len(tokens):
        return
    children = [n for n in below[at] if tokens[n].kind in NAMING]
    subjects = [n for n in children if tokens[n].role in SUBJECT]
    objects = [n for n in children if tokens[n].role in OBJECT]
    for one in subjects[:1]:
        for other in objects:
            first, second = sorted((one, other))
            yield _phrase(tokens, below, first), _phrase(tokens, below, second)


def _phrase(tokens: list[Token], below: dict[int, list[int]], head: int) -> Named:
    inside = [n for n in below[head] if tokens[n].role.partition(":")[0] in WITHIN and abs(n - head) <= 4]
    return Named(min([head, *inside]), max([head, *inside]) + 1, head, "")


def read(treebank: Path) -> Iterator[tuple[str, list[Token]]]:
    """Yield the sentences of the CoNLL-U files in a folder with their ids."""
    for path in sorted(treebank.glob("*.conllu")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = block.splitlines()
            name = next((line.partition("=")[2].strip() for line in lines if line.startswith("# sent_id")), None)
            fields = [line.split("\t") for line in lines if line[:1].isdigit()]
            rows = [f for f in fields if f[0].isdigit()]  # neither multi-word tokens nor empty nodes
            if name is not None:
                yield name, [Token(f[1], f[3], int(f[6]) - 1, f[7], "Polarity=Neg" in f[5]) for f in rows]
