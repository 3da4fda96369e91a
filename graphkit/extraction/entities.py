"""The spaCy component that names entities: word tags, the best lawful path, one type a name.

Tags are decoded by Viterbi's algorithm under the rules of BIO alone. A name that is read in one
place and passed over in another of the same article is taken up there too; a name that is read
with several types gets the one that weighs most.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from graphkit.extraction.labels import TAGS
from graphkit.extraction.model import Floats, Model, load_model
from graphkit.extraction.reading import reading
from graphkit.extraction.references import VERSION, words

# Types among which a name may waver and still be one thing.
NAMED_ALIKE = frozenset({"Company", "Agency", "Organization", "Product"})
LINKING = frozenset({"a", "an", "and", "for", "of", "or", "the", "with"})
_FORBIDDEN = -1e4
# TRANSITIONS[i, j] is 0 where tag j may follow tag i: an inside only its own begin or inside.
TRANSITIONS = np.array(
    [[_FORBIDDEN if t.startswith("I-") and f[2:] != t[2:] else 0.0 for t in TAGS] for f in TAGS], dtype=np.float32
)
OUTSIDE = TAGS.index("O")
NAMING = [n for n in range(len(TAGS)) if n != OUTSIDE]
BEGINS = [n for n, tag in enumerate(TAGS) if tag.startswith("B-")]
INSIDES = [TAGS.index("I-" + TAGS[n][2:]) for n in BEGINS]
STARTS = np.array([_FORBIDDEN if t.startswith("I-") else 0.0 for t in TAGS], dtype=np.float32)


def decode(logits: Floats) -> tuple[list[int], Floats]:
    """Return the best lawful sequence of tags for logits (words, tags), and each word's probability of its tag."""
    scores = logits - logits.max(-1, keepdims=True)
    scores = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
    # A word is outside on the best path for sure where that leads by more than the next word can lose by it,
    # which then has to begin a name and cannot go on with one. Most are: only what lies between is searched.
    lost = np.maximum(0, (scores[:, INSIDES] - scores[:, BEGINS]).max(-1))
    outside = scores[:, OUTSIDE] - scores[:, NAMING].max(-1) > np.append(lost[1:], 0)
    path = [OUTSIDE] * len(scores)
    edges = np.flatnonzero(np.diff(outside, prepend=True, append=True)).tolist()
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        path[start:end] = _best_path(scores[start:end])
    return path, np.exp(scores[np.arange(len(path)), path])


def _best_path(scores: Floats) -> list[int]:
    """Return Viterbi's path over the scores of words that follow one that is outside, or none."""
    best = scores[0] + STARTS
    back = np.zeros(scores.shape, dtype=np.int64)
    for n in range(1, len(scores)):
        total = best[:, None] + TRANSITIONS
        back[n] = total.argmax(0)
        best = total[back[n], np.arange(len(TAGS))] + scores[n]
    path = [int(best.argmax())]
    for n in range(len(scores) - 1, 0, -1):
        path.append(int(back[n, path[-1]]))
    path.reverse()
    return path


class Names:
    """Sets ``doc.ents``, and the words of posts in ``doc._.reading.roles``."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        found = reading(doc)
        found.roles = [False] * len(doc)
        spans: list[tuple[int, int, str, float]] = []
        for window, states in zip(found.windows, found.states, strict=True):
            logits = self.model.words(states[window.first], states[window.last], window.shapes[window.first])
            low, high = np.searchsorted(window.tokens, window.home)
            tokens = window.tokens[low:high].tolist()
            for token, logit in zip(tokens, logits[low:high, -1].tolist(), strict=True):
                found.roles[token] = logit > 0
            path, probabilities = decode(logits[low:high, : len(TAGS)])
            spans += _spans(doc, tokens, path, probabilities)
        doc.ents = _agree(doc, spans)
        return doc


def _spans(doc: Doc, tokens: list[int], path: list[int], probabilities: Floats) -> list[tuple[int, int, str, float]]:
    """Turn tags into (start, end, type, mean probability)."""
    spans = []
    n = 0
    while n < len(path):
        tag = TAGS[path[n]]
        stop = n + 1
        if tag != "O":
            while stop < len(path) and TAGS[path[stop]] == "I-" + tag[2:] and not doc[tokens[stop]].is_sent_start:
                stop += 1
            for low, high in _names_in([doc[tokens[t]].text for t in range(n, stop)]):
                low, high = n + low, n + high
                if high > low + 1 or not _is_function_word(doc[tokens[low]]):
                    spans.append((tokens[low], tokens[high - 1] + 1, tag[2:], float(probabilities[low:high].mean())))
        n = stop
    return spans


def _names_in(texts: list[str]) -> list[tuple[int, int]]:
    """Return the parts of what was tagged as a name that are names.

    Brackets without their other half part them, "Tallis (TLS" is two; none ends in "of" or "and".
    """
    opened: list[int] = []
    cuts = [-1, len(texts)]
    for n, text in enumerate(texts):
        if text == "(":
            opened.append(n)
        elif text == ")" and opened:
            opened.pop()
        elif text == ")":
            cuts.append(n)
    parts = [(low + 1, high) for low, high in pairwise(sorted(cuts + opened)) if high > low + 1]
    return [
        (low, next((n for n in range(high, low + 1, -1) if texts[n - 1] not in LINKING), low + 1))
        for low, high in parts
    ]


def _is_function_word(token: Token) -> bool:
    """Tell whether a word alone names nobody: "The", "Us"; "WHO" and "US" may."""
    return token.is_stop and not token.is_upper


def _agree(doc: Doc, spans: list[tuple[int, int, str, float]]) -> list[Span]:
    """Give each name one type in the whole article, and take up places where it was passed over."""
    weights: dict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for start, end, type_, probability in spans:
        weights[_form(doc, start, end)][type_] += probability
    # A surname alone is the person whose whole name stands here, too, unless it is oftener something else.
    for form, votes in list(weights.items()):
        if len(form) > 1 and _heaviest(votes) == "Person" and form[-1:] in weights:
            weights[form[-1:]]["Person"] += votes["Person"]
    types = {form: _heaviest(votes) for form, votes in weights.items()}
    # "Clearview AI", "Clearview" and "Clearview 2.0" are of one type, too.
    joint: dict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for form, votes in weights.items():
        if types[form] in NAMED_ALIKE:
            for type_ in votes.keys() & NAMED_ALIKE:
                joint[bare_name(form)][type_] += votes[type_]
    types = {f: _heaviest(joint[bare_name(f)]) if t in NAMED_ALIKE else t for f, t in types.items()}
    taken = np.zeros(len(doc), dtype=bool)
    ents = []
    found = [(start, end, _form(doc, start, end)) for start, end, _, _ in spans]
    for start, end, form in [*found, *_recurrences(doc, types)]:
        if not taken[start:end].any():
            taken[start:end] = True
            ents.append(Span(doc, start, end, label=types[form]))
    return sorted(ents)


def _heaviest(votes: dict[str, float]) -> str:
    return max(sorted(votes), key=votes.__getitem__)


def bare_name(form: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name without the endings that leave it the same: legal forms, "AI", "Group", a version."""
    end = len(form)
    while end > 1 and (form[end - 1].lower().strip(".") in words().name_endings or VERSION.fullmatch(form[end - 1])):
        end -= 1
    return form[:end]


def _form(doc: Doc, start: int, end: int) -> tuple[str, ...]:
    return tuple(token.text for token in doc[start:end] if not token.is_space)


def _recurrences(doc: Doc, types: dict[tuple[str, ...], str]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Find every place of the capitalised names, but for a single word that opens a sentence."""
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for form in types:
        if any(c.isupper() for c in form[0]) and (len(form) > 1 or len(form[0]) > 2):
            by_first[form[0]].append(form)
    found = []
    for at, text in enumerate([token.text for token in doc]):
        for form in sorted(by_first.get(text, ()), key=len, reverse=True):
            end = at + len(form)
            alone = len(form) == 1 and doc[at].is_sent_start and not form[0].isupper()
            if not alone and _form(doc, at, min(end, len(doc))) == form:
                found.append((at, end, form))
                break
    return found


@Language.factory("graphkit_entities", default_config={"model": None}, assigns=["doc.ents"], requires=["doc._.reading"])
def make_names(nlp: Language, name: str, model: str | None) -> Names:
    """Make the component; ``model`` is a folder, None for graphkit's own."""
    return Names(load_model(Path(model) if model else None))
