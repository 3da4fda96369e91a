"""The spaCy component that joins mentions: which names, pronouns and phrases are one entity.

Names are joined by rules that hold for any text: the same name in any case, a person's last name
after the full one, a shortened name after the long one, an acronym, a version number, the empty
head of a technology. "The company" and "its" go to the entity of a fitting type named most
lately; "he" and "she" to whoever the same pronoun meant just before, else to the person named most lately
who isn't of the other gender, so far as pronouns told (continuity of focus, after Grosz, Joshi and Weinstein,
1995). ``training.evaluate --gum`` measures it. The words that the rules use are in ``references.yaml``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import takewhile
from typing import Any

import numpy as np
import yaml
from spacy.language import Language
from spacy.tokens import Doc, Span

from graphkit.extraction.reading import Place, Referent, reading
from graphkit.extraction.sentences import opens_sentence

BODIES = ("Company", "Agency", "Organization")
VERSION = re.compile(r"v?\d[\d.x]*")
GENDERS = ("masculine", "feminine")
PHRASE = 3  # tokens of the longest phrase: "start-up"
REACH = 80  # tokens that a reference looks back
OPENING = 4  # tokens at the head of a sentence in which a name takes the focus


@dataclass(frozen=True)
class Words:
    """The word lists of ``references.yaml``, folded."""

    pronouns: dict[str, str]
    phrases: dict[str, tuple[str, ...]]
    name_endings: frozenset[str]
    technology_heads: frozenset[str]
    titles: frozenset[str]


@cache
def words() -> Words:
    """Load the word lists."""
    text = resources.files("graphkit.extraction").joinpath("references.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    phrases: dict[str, list[str]] = defaultdict(list)
    for type_, heads in raw["phrases"].items():
        for head in heads:
            phrases[head].append(type_)
    return Words(
        pronouns={word: kind for kind, listed in raw["pronouns"].items() for word in listed},
        phrases={head: tuple(types) for head, types in phrases.items()},
        name_endings=frozenset(raw["name_endings"]),
        technology_heads=frozenset(h.lower() for h in raw["technology_heads"]),
        titles=frozenset(raw["titles"]),
    )


@dataclass(slots=True)
class _Group:
    """Names that are one entity so far: folded forms in order of the text, and where they stand."""

    type: str
    forms: dict[tuple[str, ...], str]  # folded form: as written first
    places: list[Place]
    first: int

    def add(self, form: tuple[str, ...], span: Span) -> None:
        # A name may be broken over two lines of the text.
        self.forms.setdefault(form, " ".join(span.text.split()))
        self.places.append(Place(span.start, span.end))


def fold(span: Span) -> tuple[str, ...]:
    """Return the words of a name without case, possessive, leading article, and stray punctuation."""
    found = [t.lower_.strip(".,'’\"“”()") for t in span if not t.is_space]
    found = [w for w in found if w and w not in {"'s", "’s", "s"}] or [span.text.lower()]
    if len(found) > 1 and found[0] in {"the", "a", "an"}:
        found = found[1:]
    return tuple(found)


class References:
    """Fills ``doc._.reading.referents``."""

    def __call__(self, doc: Doc) -> Doc:
        groups: list[_Group] = []
        index: dict[tuple[str, tuple[str, ...]], _Group] = {}
        for span in doc.ents:
            form = fold(span)
            group = index.get((span.label_, form)) or _match(doc, span, form, groups)
            if group is None:
                group = _Group(span.label_, {}, [], span.start)
                groups.append(group)
            index[span.label_, form] = group
            group.add(form, span)
        groups = _join_late(groups)
        found = reading(doc)
        found.referents = [Referent(g.type, _name(g), sorted(g.places, key=lambda p: p.start)) for g in groups]
        _add_references(doc, found.referents)
        return doc


def _name(group: _Group) -> str:
    """Return the fullest form: the longest, the first of those as long; for a technology without its empty head."""
    texts = [re.sub(r"^(?:the|a|an)\s+|['’]s$", "", t, flags=re.IGNORECASE) or t for t in group.forms.values()]
    if group.type in ("Technology", "Product"):
        return min(texts, key=lambda t: (bool(VERSION.fullmatch(t.rpartition(" ")[2])), _empty_head(t), -len(t)))
    return max(texts, key=len)


def _empty_head(text: str) -> bool:
    parts = text.lower().split()
    return len(parts) > 1 and parts[-1] in words().technology_heads


def _match(doc: Doc, span: Span, form: tuple[str, ...], groups: list[_Group]) -> _Group | None:
    """Find the group that a name not seen before belongs to: the latest named that fits."""
    same = [g for g in groups if g.type == span.label_]
    shortened = next((g for g in reversed(same) if _is_shortened(doc, span, form, g)), None)
    return shortened or _by_acronym(doc, span, groups) or _by_brackets(doc, span, same)


def _is_shortened(doc: Doc, span: Span, form: tuple[str, ...], group: _Group) -> bool:
    if not any(_is_short_of(form, full, span.label_) for full in group.forms):
        return False
    # "Norbridge Freight, a unit of Norbridge": two bodies, where one sentence names both.
    apart = span.label_ not in BODIES or not _in_one_sentence(doc, group.places[-1].end, span.start)
    return apart or any(_only_ending(form, full) for full in group.forms)


def _by_acronym(doc: Doc, span: Span, groups: list[_Group]) -> _Group | None:
    """Find the name that an acronym abbreviates."""
    acronym = _acronym(span.text)
    if not acronym:
        return None
    before = _bracketed_after(doc, span)
    for group in reversed(groups):
        # A bracket right behind a name gives its acronym, whatever type the bracket was read as.
        close = before is not None and group.type != "Person" and any(p.end == before for p in group.places)
        if (close or group.type == span.label_) and any(_initials_fit(acronym, t) for t in group.forms.values()):
            return group
    return None


def _by_brackets(doc: Doc, span: Span, same: list[_Group]) -> _Group | None:
    """Find the acronym that a name in brackets spells out."""
    start = _bracketed_before(doc, span)
    return next((g for g in reversed(same) if any(p.start == start for p in g.places)), None)


def _in_one_sentence(doc: Doc, start: int, end: int) -> bool:
    return not any(doc[n].is_sent_start for n in range(start, end + 1))


def _only_ending(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Tell whether the longer of two forms adds nothing to the other but endings such as "AI" or "Inc"."""
    short, full = sorted((short, full), key=len)
    return full[: len(short)] == short and all(w in words().name_endings for w in full[len(short) :])


def _is_short_of(short: tuple[str, ...], full: tuple[str, ...], type_: str) -> bool:
    """Tell whether ``short`` is a shorter (or longer) form of the name ``full`` named before it."""
    if type_ == "Person":
        bare = tuple(w for w in short if w not in words().titles) or short
        return len(bare) == 1 and len(full) > 1 and bare[0] in (full[0], full[-1])
    if type_ in BODIES:
        if len(short) < len(full):
            return full[: len(short)] == short or (len(short) > 1 and full[-len(short) :] == short)
        led = len(full) > 1 and len(short) == len(full) + 1 and short[1:] == full
        return led or _only_ending(short, full)
    if type_ == "Product":
        return _bare_product(short) == _bare_product(full) or _only_ending(short, full)
    if type_ == "Technology":
        return _bare_technology(short) == _bare_technology(full)
    return False


def _bare_product(form: tuple[str, ...]) -> tuple[str, ...]:
    end = len(form)
    while end > 1 and (VERSION.fullmatch(form[end - 1]) or form[end - 1] in words().technology_heads):
        end -= 1
    return form[:end]


def _bare_technology(form: tuple[str, ...]) -> tuple[str, ...]:
    parts = "-".join(form).replace("-", " ").split()
    while len(parts) > 1 and parts[-1] in words().technology_heads:
        parts.pop()
    if len(parts[-1]) > 4 and parts[-1].endswith("s") and not parts[-1].endswith("ss"):
        parts[-1] = parts[-1][:-1]
    return tuple(parts)


def _acronym(text: str) -> str:
    letters = re.sub(r"[^A-Za-z]", "", text)
    return (
        letters if 2 <= len(letters) <= 8 and " " not in text.strip() and sum(c.isupper() for c in letters) >= 2 else ""
    )


def _initials_fit(acronym: str, name: str) -> bool:
    """Tell whether an acronym is made of a name's initials, small words counted or not."""
    parts = re.findall(r"[\w’']+", name)
    if len(parts) < 2:
        return False
    large = "".join(p[0] for p in parts if p[0].isupper())
    every = "".join(p[0] for p in parts)
    return acronym.upper() in {large.upper(), every.upper()} or (
        len(acronym) > 2 and large.upper().endswith(acronym.upper())
    )


def _bracketed_after(doc: Doc, span: Span) -> int | None:
    """Return the token before the bracket that a span stands alone in."""
    if span.start > 1 and doc[span.start - 1].text == "(" and span.end < len(doc) and doc[span.end].text == ")":
        return span.start - 1
    return None


def _bracketed_before(doc: Doc, span: Span) -> int | None:
    """Return the first token of an acronym before the bracket that a full name stands in: "EFF (Electronic …)"."""
    if span.start > 1 and doc[span.start - 1].text == "(":
        word = doc[span.start - 2].text
        if _acronym(word) and _initials_fit(word, span.text):
            return span.start - 2
    return None


def _join_late(groups: list[_Group]) -> list[_Group]:
    """Join a name to a fuller one that comes after it where its end adds nothing: "Clearview … Clearview AI"."""
    kept: list[_Group] = []
    for group in groups:
        for other in kept:
            if other.type == group.type and _same_but_order(other, group):
                other.places += group.places
                for form, text in group.forms.items():
                    other.forms.setdefault(form, text)
                break
        else:
            kept.append(group)
    return kept


def _same_but_order(early: _Group, late: _Group) -> bool:
    if early.type == "Person":
        return any(len(e) == 1 and len(f) > 1 and e[0] == f[-1] for e in early.forms for f in late.forms) and all(
            len(e) == 1 for e in early.forms
        )
    return early.type in BODIES and any(len(f) > len(e) and _only_ending(e, f) for e in early.forms for f in late.forms)


class _Focus:
    """What the text so far has named, for the pronouns and phrases that come.

    ``starts`` holds for each token where its sentence begins.
    """

    def __init__(self, starts: list[int]) -> None:
        self.starts = starts
        self.latest: dict[str, tuple[int, Referent]] = {}  # by type
        self.persons: list[tuple[int, Referent]] = []
        self.genders: dict[int, str] = {}  # of the persons that a pronoun stood for, by identity
        self.meant: dict[str, tuple[int, Referent]] = {}  # by the last pronoun of each gender

    def name(self, at: int, referent: Referent) -> None:
        """Note that a name stands at a token."""
        self.latest[referent.type] = (at, referent)
        if referent.type == "Person":
            self.persons.append((at, referent))
            gender = self.genders.get(id(referent), "")
            if gender and self.meant[gender][1] is referent and at - self.starts[at] < OPENING:
                self.meant[gender] = (at, referent)  # named anew, it keeps the focus

    def latest_of(self, types: tuple[str, ...], least: int) -> Referent | None:
        """Return what was named most lately of some types, from the token ``least`` on."""
        options = [self.latest[t] for t in types if t in self.latest and self.latest[t][0] >= least]
        return max(options, key=lambda o: o[0])[1] if options else None

    def recent(self, at: int) -> int:
        """Return where the sentence before that of a token begins."""
        start = self.starts[at]
        return self.starts[start - 1] if start else 0

    def person(self, at: int, gender: str) -> Referent | None:
        """Return the person that a pronoun at a token stands for."""
        near = takewhile(lambda named: at - named[0] <= REACH, reversed(self.persons))
        fitting = [(place, who) for place, who in near if self.genders.get(id(who), gender) == gender]
        found = fitting[0][1] if fitting else None
        meant = self.meant.get(gender)
        if meant is not None and meant[0] >= (self.recent(at) if fitting else at - REACH):
            found = self._opener(fitting, meant[0]) or meant[1]
        if found is not None:
            self.genders.setdefault(id(found), gender)
            self.meant[gender] = (at, found)
        return found

    def _opener(self, fitting: list[tuple[int, Referent]], after: int) -> Referent | None:
        """Return who opened the latest sentence after a token that somebody opened."""
        opened = [(self.starts[p], -p, who) for p, who in fitting if self.starts[p] > max(after, p - OPENING)]
        return max(opened, key=lambda o: o[:2])[2] if opened else None


def _add_references(doc: Doc, referents: list[Referent]) -> None:
    """Lay pronouns and phrases to the referents that they stand for."""
    taken = {t for r in referents for p in r.places for t in range(p.start, p.end)}
    named = {p.start: r for r in referents for p in r.places}
    opens = opens_sentence(doc)
    focus = _Focus(np.maximum.accumulate(np.where(opens, np.arange(len(opens)), 0)).tolist())
    found: list[tuple[Referent, Place]] = []
    beginnings = words().pronouns.keys() | {"the"}
    for at, word in enumerate([token.lower_ for token in doc]):
        if at in named:
            focus.name(at, named[at])
        elif word in beginnings and at not in taken:
            place, referent = _reference(doc, at, focus)
            if referent is not None:
                found.append((referent, place))
    for referent, place in found:
        referent.places.append(place)
        referent.places.sort(key=lambda p: p.start)


def _reference(doc: Doc, at: int, focus: _Focus) -> tuple[Place, Referent | None]:
    """Return the reference that begins at a token, and what it stands for, None where there is none."""
    word = doc[at].lower_
    place = Place(at, at + 1, reference=True)
    kind = words().pronouns.get(word)
    if kind in GENDERS:
        return place, focus.person(at, kind)
    if kind is not None:
        return place, focus.latest_of(BODIES, focus.recent(at))
    if word == "the" and at + 1 < len(doc):
        for size in range(PHRASE, 0, -1):
            span = doc[at + 1 : at + 1 + size]
            types = words().phrases.get(span.text.lower())
            if types is not None:
                return Place(at, span.end, reference=True), focus.latest_of(types, at - REACH)
    return place, None


@Language.factory("graphkit_references", requires=["doc.ents"], assigns=["doc._.reading"])
def make_references(nlp: Language, name: str) -> References:
    """Make the component."""
    return References()
