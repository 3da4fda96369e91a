"""Figures for any file of the known shapes.

    python -m training.evaluate --gold FILE… [--gold-entities] [--predictions OUT.jsonl]
    python -m training.evaluate --core FILE [--core-dev]
    python -m training.evaluate --knowledgenet FILE [--fold 3]
    python -m training.evaluate --gum FOLDER [--split dev]

``--model DIR`` measures another model than the shipped one, ``--min-confidence`` another threshold.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from spacy.tokens import Doc

from graphkit.extraction.labels import RELATIONS, type_id
from graphkit.extraction.model import Model, load_model
from graphkit.extraction.pipeline import PipelineExtractor, to_extraction
from graphkit.extraction.reading import Place, Referent, reading
from graphkit.extraction.references import BODIES, words
from graphkit.extraction.windows import windows
from graphkit.records import Article, Extraction
from training.corpora.coreference import Document, Phrase, documents
from training.corpora.relations import CORE_LABELS, KNOWLEDGENET, core_pair, core_split
from training.examples import forms_of, spans_of
from training.score import Tally, score

MODEL = Path(__file__).parent.parent / "graphkit" / "extraction" / "model"
# The threshold with the best F1 is half of that F1 (Lipton et al., 2014), here about 0.75.
CORE_LEAST = 0.375


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def article_of(row: dict[str, Any]) -> Article:
    """Return a gold row's article."""
    return Article(str(row["id"]), row["text"], title=row.get("title") or "", published=row.get("published") or "")


def predictions(rows: Iterable[dict[str, Any]], extractor: PipelineExtractor, given: bool) -> Iterator[Extraction]:
    """Read each row's text; with ``given`` the row's own entities instead of those that the model finds."""
    for row in rows:
        article = article_of(row)
        if not given:
            yield extractor.read(article)
            continue
        doc = extractor.nlp.make_doc(article.text)
        for name, component in extractor.nlp.pipeline:
            doc = component(doc) if name != "graphkit_references" else with_entities(doc, row)
        yield to_extraction(article, doc, extractor.model)


def with_entities(doc: Doc, row: dict[str, Any]) -> Doc:
    """Lay a gold row's entities over a Doc."""
    entities = row["entities"]
    forms = [(f, n) for n, e in enumerate(entities) for f in forms_of(e)]
    places: dict[int, list[Place]] = defaultdict(list)
    for start, end, owner in spans_of(row["text"], forms):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            places[owner].append(Place(span.start, span.end))
    reading(doc).referents = [
        Referent(e["type"], e["name"], sorted(places[n], key=lambda p: p.start))
        for n, e in enumerate(entities)
        if places[n]
    ]
    return doc


def line(name: str, figures: dict[str, float]) -> str:
    """Return precision, recall, F1 and the counts behind them in one line."""
    p, r, f1 = (f"{figures[key]:.3f}" for key in ("p", "r", "f1"))
    return f"{name:24s} P {p}  R {r}  F1 {f1}   ({figures['predicted']} predicted, {figures['gold']} required)"


def print_gold(rows: list[dict[str, Any]], predicted: list[dict[str, Any]], by: str | None) -> None:
    """Print the figures of the gold measure."""
    result = score(rows, predicted, by)
    for name in ("triple", "claim", "usage", "entity"):
        print(line(name, result[name]))
    print(
        f"status {result['status']:.3f}   evidence {result['evidence']:.3f}   entity type {result['entity_type']:.3f}"
    )
    for name, figures in result.get("by", {}).items():
        print("  " + line(name, figures))


def core_f1(rows: list[dict[str, Any]], model: Model) -> dict[str, float]:
    """Return precision, recall and micro-F1 without ``undefined`` over CORE rows, gold spans given, with direction.

    The best of the relations that CORE's labels map to is taken from CORE_LEAST on.
    """
    known = {label[0] for label in CORE_LABELS.values() if label}
    columns = [n for n, r in enumerate(RELATIONS) if r.predicate in known]
    hit = predicted = required = 0
    for row in rows:
        doc, one, other, label = core_pair(row)
        window = next(windows(doc, model.tokenizer, context=0))
        gold = None
        if label is not None:
            gold = (label[0], label[1] and label[0] not in ("PARTNERS_WITH", "COMPETES_WITH", "MERGED_WITH"))
            required += 1
        first, second = sorted([one, other])
        ends = [window.position(t) for t in (first[0], first[1] - 1, second[0], second[1] - 1)]
        if None in ends:
            continue
        a, b, c, d = (int(e) for e in ends if e is not None)
        pieces = [window.first[a], window.last[b], window.first[c], window.last[d]]
        distance = min(15, max(0, pieces[2] - pieces[1]) // 4)
        pair = [*pieces, window.first[0], window.last[-1], type_id(""), type_id(""), distance, 1]
        states = model.encode(window.pieces, window.shapes)
        logits = model.pairs(states, np.array([pair], dtype=np.int64))[0][0]
        best = max(columns, key=lambda n: float(logits[n]))
        if 1 / (1 + np.exp(-logits[best])) >= CORE_LEAST:
            predicted += 1
            hit += gold == (RELATIONS[best].predicate, RELATIONS[best].backward)
    return Tally(hit, predicted, required).ratios()


def knowledgenet_f1(rows: list[dict[str, Any]], extractor: PipelineExtractor) -> dict[str, dict[str, float]]:
    """Return figures by property over facts of whole passages, end to end, on overlapping text spans.

    A predicted claim counts for a fact where a mention (a pronoun too) of either end overlaps the
    fact's. Predicted claims count only in passages whose facts of that property are known.
    """
    passages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        passages[row["text"]].append(row)
    tallies: dict[str, Tally] = defaultdict(Tally)
    for text, facts in passages.items():
        extraction = extractor.read(Article("", text))
        for name, (predicate, swapped, _, _) in KNOWLEDGENET.items():
            gold = [f for f in facts if f.get("relation") == name]
            known = gold or [f for f in facts if f.get("relation_checked_absent") == name]
            if known:
                claims = [c for c in extraction.claims if c.predicate == predicate and c.status != "denied"]
                _count(tallies[name], extraction, claims, gold, swapped, name)
    total = Tally(*(sum(getattr(t, n) for t in tallies.values()) for n in ("hits", "predicted", "required")))
    return {**{name: tally.ratios() for name, tally in tallies.items()}, "micro": total.ratios()}


def _count(
    tally: Tally, extraction: Extraction, claims: list[Any], gold: list[dict[str, Any]], swapped: bool, name: str
) -> None:
    ends = []
    for claim in claims:
        if name == "CEO" and not any(w in claim.role.lower() for w in ("ceo", "chief exec")):
            continue
        subject, object_ = (extraction.entity(e) for e in (claim.subject, claim.object))
        ends.append((object_, subject) if swapped else (subject, object_))
    pairs = {(a.id, b.id): (a, b) for a, b in ends}
    matched: set[tuple[str, str]] = set()
    for fact in gold:
        found = [
            key
            for key, (a, b) in pairs.items()
            if _overlaps(a.mentions, fact["subj_start"], fact["subj_end"])
            and _overlaps(b.mentions, fact["obj_start"], fact["obj_end"])
        ]
        tally.required += 1
        tally.hits += bool(found)
        matched.update(found)
    hits = sum(1 for key in pairs if key in matched)
    tally.predicted += len(pairs) - hits + min(hits, len(gold))


def _overlaps(mentions: Iterable[Any], start: int, end: int) -> bool:
    return any(m.start < end and start < m.end for m in mentions)


def references_f1(found: Iterable[Document], extractor: PipelineExtractor) -> dict[str, dict[str, float]]:
    """Return figures of pronouns and phrases such as "the company" against GUM's chains, end to end.

    Required is each that stands for a person or body that a name stood for earlier in its text; right is one whose
    referent has a name in the same chain.
    """
    tallies: dict[str, Tally] = {"person": Tally(), "organization": Tally()}
    for document in found:
        doc = extractor.nlp(document.text)
        wanted: dict[int, tuple[str, list[Phrase]]] = {}
        for chain in document.chains.values():
            name = next((p for p in chain if p.named and p.type in tallies), None)
            for phrase in chain:
                if name and name.start < phrase.start and refers(document.text[phrase.start : phrase.end]):
                    wanted[phrase.start] = (name.type, chain)
                    tallies[name.type].required += 1
        for referent in reading(doc).referents:
            if referent.type != "Person" and referent.type not in BODIES:
                continue
            spans = [(doc[p.start : p.end], p.reference) for p in referent.places]
            names = [(s.start_char, s.end_char) for s, reference in spans if not reference]
            for span in (s for s, reference in spans if reference):
                kind, chain = wanted.get(
                    span.start_char, ("person" if referent.type == "Person" else "organization", [])
                )
                tallies[kind].predicted += 1
                tallies[kind].hits += any(low <= p.head < high for p in chain for low, high in names)
    return {kind: tally.ratios() for kind, tally in tallies.items()}


def refers(text: str) -> bool:
    """Tell whether a mention is a pronoun or phrase that ``graphkit.extraction.references`` knows."""
    known = words()
    return text.lower() in known.pronouns or text.lower().removeprefix("the ") in known.phrases.keys() - {text.lower()}


def main(argv: list[str] | None = None) -> None:
    """Print the figures asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--gold", type=Path, nargs="+", default=[])
    parser.add_argument("--gold-entities", action="store_true")
    parser.add_argument("--core", type=Path)
    parser.add_argument("--core-dev", action="store_true", help="only the part of CORE's train file that is kept out")
    parser.add_argument("--knowledgenet", type=Path)
    parser.add_argument("--fold", type=int, help="only this fold of KnowledgeNet")
    parser.add_argument("--gum", type=Path)
    parser.add_argument("--split", default="dev", help="train or dev of GUM")
    parser.add_argument("--by", choices=["predicate", "kind"])
    parser.add_argument("--predictions", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--min-confidence", type=float)
    args = parser.parse_args(argv)
    extractor = PipelineExtractor(args.model, args.min_confidence)
    if args.gold:
        rows = [row for path in args.gold for row in rows_of(path)]
        found = [e.to_dict() for e in predictions(rows, extractor, args.gold_entities)]
        if args.predictions:
            args.predictions.write_text("".join(json.dumps(f) + "\n" for f in found), encoding="utf-8")
        print_gold(rows, found, args.by)
    if args.core:
        rows = json.loads(args.core.read_text(encoding="utf-8"))
        if args.core_dev:
            rows = core_split(args.core.parent)[1]
        print(line("CORE", core_f1(rows, load_model(args.model))))
    if args.knowledgenet:
        rows = [r for r in rows_of(args.knowledgenet) if args.fold is None or r["fold"] == args.fold]
        absent = args.knowledgenet.parent / "no_fact_passages.jsonl"
        if absent.exists() and absent != args.knowledgenet:
            rows += [r for r in rows_of(absent) if args.fold is None or r["fold"] == args.fold]
        for name, figures in knowledgenet_f1(rows, extractor).items():
            print(line(name, figures))
    if args.gum:
        for name, figures in references_f1(documents(args.gum, args.split), extractor).items():
            print(line(f"references, {name}", figures))


if __name__ == "__main__":
    main()
