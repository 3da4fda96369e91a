"""Corpora of relations: CORE, KnowledgeNet, the DFKI product corpus and Re-DocRED."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from spacy.tokens import Doc

from graphkit.extraction.candidates import Named
from graphkit.extraction.labels import RELATIONS
from graphkit.extraction.reading import sentence_ranges
from graphkit.extraction.relations import allowed_relations
from graphkit.extraction.windows import windows
from training.corpora.common import add_pair, columns_of, doc_of, untagged
from training.corpora.names import COARSE, THING, mask_of
from training.examples import OUTSIDE, Example, inputs, language, relation_index, tag_mask, tokenizer

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
# Of KnowledgeNet's passages that were checked to hold no fact of a property: what can't be said in them. That
# nobody is named as CEO doesn't keep anybody from working there.
CHECKED_ABSENT = {
    "EMPLOYEE_OR_MEMBER_OF": "WORKS_FOR",
    "FOUNDED_BY": "FOUNDED",
    "SUBSIDIARY_OF": "SUBSIDIARY_OF",
    "HEADQUARTERS": "HEADQUARTERED_IN",
}
REDOCRED = {  # Wikidata property: our predicate, and whether its head is our object
    "P108": ("WORKS_FOR", False),  # employer
    "P488": ("WORKS_FOR", True),  # chairperson
    "P112": ("FOUNDED", True),  # founded by
    "P159": ("HEADQUARTERED_IN", False),  # headquarters location
    "P127": ("SUBSIDIARY_OF", False),  # owned by
    "P749": ("SUBSIDIARY_OF", False),  # parent organization
    "P355": ("SUBSIDIARY_OF", True),  # has subsidiary
    "P178": ("DEVELOPS", True),  # developer
    "P176": ("DEVELOPS", True),  # manufacturer
    "P1056": ("DEVELOPS", False),  # product
}
REDOCRED_TYPES = {"PER": "Person", "LOC": "Place", "ORG": "", "MISC": ""}  # "" where ours can't be known
# What Re-DocRED may tell of two entities by their types.
REDOCRED_TOLD = {
    frozenset({"PER", "ORG"}): ("WORKS_FOR", "FOUNDED"),
    frozenset({"ORG"}): ("SUBSIDIARY_OF",),
    frozenset({"ORG", "LOC"}): ("HEADQUARTERED_IN",),
    frozenset({"ORG", "MISC"}): ("DEVELOPS",),
}
# Where it tells nothing of two entities, such a claim is absent; posts are wider with us than Wikidata's employers.
REDOCRED_ABSENT = ("SUBSIDIARY_OF", "HEADQUARTERED_IN", "DEVELOPS")
NAME = re.compile(r"[A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*)*")
PRONOUN = re.compile(r"(?i)(he|she|it|they|his|her|its|their|him|we|our|i|my|who|which|the \w+)")


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
    doc = doc_of([words])
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
    known = columns_of(mapped[0] for mapped in CORE_LABELS.values() if mapped)
    for row in rows:
        doc, one, other, label = core_pair(row)
        read = untagged(doc)
        if read is None:
            continue
        window, example = read
        first, second = sorted((Named(*one[:2], 0, one[2]), Named(*other[:2], 1, other[2])))
        columns = [relation_index(*label)] if label else []
        add_pair(example, window, sentence_ranges(doc, window), (first, second), columns, known)
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
    read = untagged(doc)
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
                add_pair(example, window, ranges, (first, second), columns or (), weights)
    return example if example.pairs else None


def knowledgenet_without(folder: Path, folds: set[int]) -> Iterator[Example]:
    """KnowledgeNet's passages that were checked to hold no fact of a property, each two names in a row a pair.

    Who they are isn't told, so names are what begins with a capital letter, stop words apart.
    """
    for line in (folder / "no_fact_passages.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        predicate = CHECKED_ABSENT.get(row["relation_checked_absent"])
        if predicate is None or row["fold"] not in folds:
            continue
        doc = language()(row["text"])
        read = untagged(doc)
        if read is None:
            continue
        window, example = read
        ranges = sentence_ranges(doc, window)
        for pair in pairwise(capitalised(doc)):
            add_pair(example, window, ranges, pair, (), columns_of([predicate]))
        if example.pairs:
            yield example


def capitalised(doc: Doc) -> list[Named]:
    """Return the runs of capitalised words of a text, without the stop words that they begin with: "In", "The"."""
    found = []
    for match in NAME.finditer(doc.text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        start = next((t.i for t in span if not t.is_stop), span.end)
        if start < span.end:
            found.append(Named(start, span.end, len(found), ""))
    return found


def dfki(folder: Path) -> Iterator[Example]:
    """The DFKI product corpus: whether a company provides a product, one pair a sentence."""
    for line in (folder / "train.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["label"] not in ("CompanyProvidesProduct", "no_relation"):
            continue
        doc = doc_of([[word if word.strip() else "_" for word in row["tokens"]]])
        read = untagged(doc)
        if read is None:
            continue
        window, example = read
        company, product = (Named(*span, n, "") for n, span in enumerate(row["entities"]))
        stated = row["label"] == "CompanyProvidesProduct"
        columns = [relation_index("DEVELOPS", company > product)] if stated else []
        first, second = sorted((company, product))
        add_pair(example, window, sentence_ranges(doc, window), (first, second), columns, columns_of(["DEVELOPS"]))
        if example.pairs:
            yield example


def redocred(folder: Path) -> Iterator[Example]:
    """Re-DocRED's dev and test documents: their entities, and those of their relations that are ours.

    Relations are those of a document. One is taken as stated in a sentence that is all its evidence; of a pair that
    has any relation nothing else is taught.
    """
    outside = OUTSIDE | tag_mask(THING, "B") | tag_mask(THING, "I")
    for name in ("dev_revised.json", "test_revised.json"):
        for row in json.loads((folder / name).read_text(encoding="utf-8")):
            doc = doc_of(row["sents"])
            starts = np.cumsum([0, *map(len, row["sents"])]).tolist()
            tags = np.full(len(doc), outside, dtype=np.int64)
            mentions = []
            for n, cluster in enumerate(row["vertexSet"]):
                for mention in cluster:
                    type_, base = mention["type"], starts[mention["sent_id"]]
                    start, end = (base + p for p in mention["pos"])
                    if type_ in ("TIME", "NUM") or end > starts[mention["sent_id"] + 1]:
                        continue
                    tags[start] = mask_of(f"B-{type_}", COARSE, outside)
                    tags[start + 1 : end] = mask_of(f"I-{type_}", COARSE, outside)
                    mentions.append((Named(start, end, n, REDOCRED_TYPES[type_]), mention["sent_id"], type_))
            pairs = list(told_pairs(row["labels"], sorted(mentions)))
            roles = np.full(len(doc), -1, dtype=np.int64)
            for window in windows(doc, tokenizer(), context=0):
                example = inputs(window, tags, roles)
                ranges = sentence_ranges(doc, window)
                for pair, columns, told in pairs:
                    add_pair(example, window, ranges, pair, columns, columns_of(told))
                yield example


def told_pairs(
    labels: list[dict[str, Any]], mentions: list[tuple[Named, int, str]]
) -> Iterator[tuple[tuple[Named, Named], list[int], tuple[str, ...]]]:
    """Yield pairs of mentions in one sentence, with the columns stated there and the predicates that are known."""
    stated: dict[frozenset[int], list[dict[str, Any]]] = defaultdict(list)
    for label in labels:
        stated[frozenset({label["h"], label["t"]})].append(label)
    for (one, another, sentence), (first, second, may) in _nearest(mentions).items():
        about = stated[frozenset({one, another})]
        columns: list[int] = []
        for label in about:
            predicate, swapped = REDOCRED.get(label["r"], ("", False))
            if predicate in may and label["evidence"] == [sentence]:
                subject = label["t"] if swapped else label["h"]
                columns.append(relation_index(predicate, backward=subject == second.entity))
        if columns:
            yield (first, second), columns, tuple(sorted({RELATIONS[c].predicate for c in columns}))
        elif not about and (absent := tuple(p for p in may if p in REDOCRED_ABSENT)):
            yield (first, second), columns, absent


def _nearest(
    mentions: list[tuple[Named, int, str]],
) -> dict[tuple[int, int, int], tuple[Named, Named, tuple[str, ...]]]:
    """Return by two entities and a sentence their nearest mentions in it, as at run time, and what may be told."""
    found: dict[tuple[int, int, int], tuple[Named, Named, tuple[str, ...]]] = {}
    for (first, sentence, type_), (second, where, other) in combinations(mentions, 2):
        may = REDOCRED_TOLD.get(frozenset({type_, other}))
        if where != sentence or first.entity == second.entity or may is None:
            continue
        key = (min(first.entity, second.entity), max(first.entity, second.entity), sentence)
        held = found.get(key)
        if held is None or second.start - first.end < held[1].start - held[0].end:
            found[key] = first, second, may
    return found
