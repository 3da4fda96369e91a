"""The open corpora as Examples, each with what it doesn't say masked.

Every reader takes the folder of its corpus and yields Examples. Licences and sources are in NOTICE.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from graphkit.extraction.candidates import Candidate, Named
from graphkit.extraction.labels import RELATIONS
from graphkit.extraction.reading import sentence_ranges
from graphkit.extraction.relations import allowed_relations, pair_row
from graphkit.extraction.windows import Window, windows
from training.examples import (
    ANY_TAG,
    OUTSIDE,
    Example,
    _inputs,
    language,
    relation_index,
    tag_mask,
    tokenizer,
)

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
CORE_ENDS = ("e1", "e2")
CORE_LABELS = {  # our predicate, and whether CORE's e1 is our object
    "product_or_service_of": ("DEVELOPS", True),
    "acquired_by": ("ACQUIRED", True),
    "collaboration": ("PARTNERS_WITH", False),
    "client_of": ("CLIENT_OF", False),
    "shareholder_of": ("INVESTED_IN", False),
    "traded_on": ("LISTED_ON", False),
    "competitor_of": ("COMPETES_WITH", False),
    "subsidiary_of": ("SUBSIDIARY_OF", False),
    "merged_with": ("MERGED_WITH", False),
    "brand_of": ("SUBSIDIARY_OF", False),
    "regulated_by": ("REGULATES", True),
    "undefined": None,
}
KNOWLEDGENET = {  # our predicate, whether their subject is our object, and our types of both ends
    "CEO": ("WORKS_FOR", True, "Person", "Company"),
    "EMPLOYEE_OR_MEMBER_OF": ("WORKS_FOR", False, "Person", "Company"),
    "FOUNDED_BY": ("FOUNDED", True, "Person", "Company"),
    "SUBSIDIARY_OF": ("SUBSIDIARY_OF", False, "Company", "Company"),
    "HEADQUARTERS": ("HEADQUARTERED_IN", False, "Company", "Place"),
}
PRONOUN = re.compile(r"(?i)(he|she|it|they|his|her|its|their|him|we|our|i|my|who|which|the \w+)")


def _mask(tag: str, table: dict[str, tuple[str, ...]], outside: int) -> int:
    """Return the tags allowed for a BIO tag of a corpus."""
    if tag == "O":
        return outside
    position, _, name = tag.partition("-")
    types = table.get(name)
    if types is None:
        return ANY_TAG
    return tag_mask([t for t in types if t != "O"], position, outside="O" in types)


def _doc(sentences: Iterable[list[str]]) -> Doc:
    words = [word for sentence in sentences for word in sentence]
    doc = Doc(language().vocab, words=words)
    at = 0
    starts = set()
    for sentence in sentences:
        starts.add(at)
        at += len(sentence)
    for token in doc:
        token.is_sent_start = token.i in starts
    return doc


def _tagged(
    sentences: list[list[tuple[str, str]]], table: dict[str, tuple[str, ...]], outside: int
) -> Iterator[Example]:
    """Yield Examples from tagged sentences, several to a window."""
    for at in range(0, len(sentences), 6):
        block = sentences[at : at + 6]
        doc = _doc([[word for word, _ in s] for s in block])
        tags = np.array([_mask(tag, table, outside) for s in block for _, tag in s], dtype=np.int64)
        roles = np.full(len(doc), -1, dtype=np.int64)
        for window in windows(doc, tokenizer(), context=0):
            yield _inputs(window, tags, roles)


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
        yield from _tagged(_columns(folder / name, 1, 2, "\t"), COARSE, outside)


def wnut(folder: Path) -> Iterator[Example]:
    """WNUT17: noisy text with rare entities."""
    outside = OUTSIDE | tag_mask(["Technology"], "B") | tag_mask(["Technology"], "I")
    for name in ("wnut17train.conll", "emerging.dev.conll"):
        yield from _tagged(_columns(folder / name, 0, 1, "\t"), WNUT, outside)


def wikigold(folder: Path) -> Iterator[Example]:
    """Wikigold: Wikipedia text."""
    outside = OUTSIDE | tag_mask(THING, "B") | tag_mask(THING, "I")
    sentences = [_as_bio(s) for s in _columns(folder / "wikigold.conll.txt", 0, 1, " ")]
    yield from _tagged(sentences, COARSE, outside)


def crossner(folder: Path) -> Iterator[Example]:
    """CrossNER: Wikipedia text of politics, science and AI."""
    outside = OUTSIDE | tag_mask(THING, "B") | tag_mask(THING, "I")
    for path in sorted(folder.glob("*/*.txt")):
        yield from _tagged(_columns(path, 0, 1, "\t"), CROSS, outside)


def redocred(folder: Path) -> Iterator[Example]:
    """Re-DocRED's dev and test documents, for their entities."""
    outside = OUTSIDE | tag_mask(THING, "B") | tag_mask(THING, "I")
    for name in ("dev_revised.json", "test_revised.json"):
        for row in json.loads((folder / name).read_text(encoding="utf-8")):
            tags = [["O"] * len(s) for s in row["sents"]]
            for mention in (m for cluster in row["vertexSet"] for m in cluster):
                if mention["type"] in ("TIME", "NUM"):
                    continue
                start, end = mention["pos"]
                for n in range(start, min(end, len(tags[mention["sent_id"]]))):
                    tags[mention["sent_id"]][n] = f"{'B' if n == start else 'I'}-{mention['type']}"
            sentences = [list(zip(s, t, strict=True)) for s, t in zip(row["sents"], tags, strict=True)]
            yield from _tagged(sentences, COARSE, outside)


def _untagged(doc: Doc) -> tuple[Window, Example] | None:
    """Return the first window of a Doc, and an Example of it that knows nothing of entities and posts."""
    window = next(windows(doc, tokenizer(), context=0), None)
    if window is None:
        return None
    tags = np.full(len(doc), ANY_TAG, dtype=np.int64)
    roles = np.full(len(doc), -1, dtype=np.int64)
    return window, _inputs(window, tags, roles)


def _add_pair(
    example: Example,
    window: Window,
    sentences: Sequence[tuple[int, int]],
    pair: tuple[Named, Named],
    columns: Iterable[int],
    known: NDArray[np.float32],
) -> None:
    """Add a pair, in the order of the text, that has the relations ``columns``, those in ``known`` being known.

    Nothing is added where its mentions overlap or are not all in the window.
    """
    first, second = pair
    sentence = next((s for s in sentences if s[0] <= second.start < s[1]), None)
    if first.end > second.start or sentence is None:
        return
    row = pair_row(Candidate(first, second, sentence), window)
    if row is not None:
        example.pairs.append(row)
        example.relations.append(np.isin(np.arange(len(RELATIONS)), list(columns)).astype(np.float32))
        example.weights.append(known)


def core_span(row: dict[str, Any], end: str) -> tuple[int, int]:
    """Return where a CORE row's ``e1`` or ``e2`` stands in its words: ``[start, end)``."""
    return row[f"{end}_start"], row[f"{end}_end"] + 1


def core_name(row: dict[str, Any], end: str) -> list[str]:
    """Return the words of a CORE row's ``e1`` or ``e2``."""
    words: list[str] = row["context"][slice(*core_span(row, end))]
    return words


def core_pair(row: dict[str, Any]) -> tuple[Doc, tuple[int, int, str], tuple[int, int, str], tuple[str, bool] | None]:
    """Return a CORE row as a Doc, its two spans, and (predicate, whether the second span is the subject)."""
    words = [w if w.strip() else "_" for w in row["context"]]
    doc = _doc([words])
    one, other = ((*core_span(row, end), "") for end in CORE_ENDS)
    mapped = CORE_LABELS[row["relation"]]
    if mapped is None:
        return doc, one, other, None
    predicate, object_first = mapped
    backward = object_first != bool(row["invert_relation"])
    if one[0] > other[0]:
        one, other, backward = other, one, not backward
    return doc, one, other, (predicate, backward)


def core(rows: list[dict[str, Any]]) -> Iterator[Example]:
    """CORE: one pair of company and business entity a sentence, with one of twelve labels."""
    known = np.zeros(len(RELATIONS), dtype=np.float32)
    for mapped in CORE_LABELS.values():
        if mapped:
            known[relation_index(mapped[0], False)] = known[relation_index(mapped[0], True)] = 1.0
    for row in rows:
        doc, one, other, label = core_pair(row)
        read = _untagged(doc)
        if read is None:
            continue
        window, example = read
        first, second = sorted((Named(*one[:2], 0, one[2]), Named(*other[:2], 1, other[2])))
        columns = [relation_index(*label)] if label else []
        _add_pair(example, window, sentence_ranges(doc, window), (first, second), columns, known)
        if example.pairs:
            yield example


def core_renamed(rows: list[dict[str, Any]], generator: random.Random) -> Iterator[dict[str, Any]]:
    """Yield CORE rows with both names swapped for those of other rows with the same label, in the same roles.

    Rows where an end is a pronoun or where a word of either name stands elsewhere, too, are left out.
    """
    named = [row for row in rows if not any(PRONOUN.fullmatch(" ".join(core_name(row, e))) for e in CORE_ENDS)]
    donors: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in named:
        donors[row["relation"], row["invert_relation"]].append(row)
    for row in named:
        context = row["context"]
        (low, high, first), (start, end, second) = sorted((*core_span(row, e), e) for e in CORE_ENDS)
        outside = [*context[:low], *context[high:start], *context[end:]]
        if high > start or any(w[:1].isupper() and w in outside for e in CORE_ENDS for w in core_name(row, e)):
            continue
        others = donors[row["relation"], row["invert_relation"]]
        names = {e: core_name(generator.choice(others), e) for e in CORE_ENDS}
        if names["e1"] == names["e2"]:
            continue
        before = [*context[:low], *names[first], *context[high:start]]
        places = {first: low, second: len(before)}
        yield {
            **row,
            "context": [*before, *names[second], *context[end:]],
            **{f"{e}_start": at for e, at in places.items()},
            **{f"{e}_end": at + len(names[e]) - 1 for e, at in places.items()},
        }


def core_split(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Split CORE's train file into (train, dev), every fifth company apart, no passage in both."""
    rows = json.loads((folder / "train.json").read_text(encoding="utf-8"))
    # Companies and passages that share a row belong together: connected components by union-find.
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    counts: dict[str, int] = {}
    for row in rows:
        counts[row["e1_name"]] = counts.get(row["e1_name"], 0) + 1
    for row in rows:
        parent[root(" ".join(row["context"]))] = root("company " + row["e1_name"])
    train, dev = [], []
    for row in rows:
        group = root("company " + row["e1_name"])
        digest = sum(map(ord, group)) * 2654435761 % 2**32
        (dev if digest % 100 < 15 else train).append(row)
    return train, dev


# What else KnowledgeNet's facts name: the types of both ends, for properties that we don't read.
KNOWLEDGENET_NAMES = {
    "PLACE_OF_BIRTH": ("Person", "Place"),
    "PLACE_OF_RESIDENCE": ("Person", "Place"),
    "EDUCATED_AT": ("Person", "Organization"),
    "SPOUSE": ("Person", "Person"),
    "CHILD_OF": ("Person", "Person"),
    "POLITICAL_AFFILIATION": ("Person", "Organization"),
}


def knowledgenet(folder: Path, folds: set[int]) -> Iterator[Example]:
    """KnowledgeNet: an Example a passage, with the facts of five properties.

    A property is annotated whole in a passage where it has a fact, so there the other pairs of names teach
    its absence; pronouns are left out of that, for their names may stand in a fact beside them.
    """
    passages: dict[str, list[dict[str, Any]]] = {}
    for line in (folder / "facts.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["fold"] in folds and row["offsets_ok"]:
            passages.setdefault(row["text"], []).append(row)
    for text, rows in passages.items():
        if any(row["relation"] in KNOWLEDGENET for row in rows):
            example = _knowledgenet_passage(text, rows)
            if example is not None:
                yield example


def _knowledgenet_passage(text: str, rows: list[dict[str, Any]]) -> Example | None:
    doc = language()(text)
    read = _untagged(doc)
    if read is None:
        return None
    window, example = read
    spans: dict[tuple[int, int], str] = {}
    stated: dict[tuple[tuple[int, int], tuple[int, int]], set[int]] = {}
    names: set[tuple[str, str]] = set()
    known = np.zeros(len(RELATIONS), dtype=np.float32)
    for row in rows:
        ends = [doc.char_span(row[f"{e}_start"], row[f"{e}_end"], alignment_mode="expand") for e in ("subj", "obj")]
        mapped = KNOWLEDGENET.get(row["relation"])
        types = mapped[2:] if mapped else KNOWLEDGENET_NAMES.get(row["relation"])
        if types is None or None in ends:
            continue
        one, other = ((e.start, e.end) for e in (reversed(ends) if mapped and mapped[1] else ends) if e is not None)
        spans.setdefault(one, types[0])
        spans.setdefault(other, types[1])
        if mapped:
            first, second = sorted((one, other))
            column = relation_index(mapped[0], backward=one > other)
            known[column] = known[relation_index(mapped[0], backward=one < other)] = 1.0
            stated.setdefault((first, second), set()).add(column)
            names |= {(doc[slice(*a)].text, doc[slice(*b)].text) for a, b in ((one, other), (other, one))}
    mentions = sorted(Named(*span, n, type_) for n, (span, type_) in enumerate(spans.items()))
    ranges = sentence_ranges(doc, window)
    for n, first in enumerate(mentions):
        for second in mentions[n + 1 :]:
            columns = stated.get(((first.start, first.end), (second.start, second.end)))
            texts = (doc[first.start : first.end].text, doc[second.start : second.end].text)
            if columns is None and (texts in names or any(PRONOUN.fullmatch(t) for t in texts)):
                continue
            weights = known * allowed_relations(first.type, second.type)
            if weights.any():
                _add_pair(example, window, ranges, (first, second), columns or (), weights)
    return example if example.pairs else None
