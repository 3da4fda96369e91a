"""The measure: predicted entities and claims against a gold file.

Figures are precision, recall and F1 over sets of keys, summed over articles: ``triple`` (subject,
predicate, object), ``claim`` (with the status), ``usage`` (who uses or is a client of what), ``entity``
(named actors and products with their type). What gold marks as not required counts neither way.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from graphkit.ontology import Ontology

Row = dict[str, Any]
SYMMETRIC = {p.name for p in Ontology.load().predicates.values() if p.symmetric}
SCORED_TYPES = {"Company", "Agency", "Organization", "Person", "Product"}
LEGAL = re.compile(
    r"\b(inc|corp|corporation|co|ltd|llc|plc|gmbh|ag|sa|nv|ab|asa|oyj|spa|kk|a s|s a|company|limited|incorporated)$"
)


def fold(name: str) -> str:
    """Fold case, accents, punctuation, possessive, leading article and legal form."""
    text = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    text = re.sub(r"[^\w+#]+", " ", re.sub(r"['’]s\b", "", text)).strip()
    text = re.sub(r"^(?:the|an?|its|their|his|her|our) ", "", text)
    return LEGAL.sub("", text).strip() or text


def forms(entity: Row) -> set[str]:
    """Return an entity's folded names."""
    return {f for n in [entity["name"], *(entity.get("aliases") or [])] if n and (f := fold(n))}


def align(gold: Row, predicted: Row) -> dict[str, str]:
    """Map predicted entity ids to gold ones by shared names; ``?id`` where none is shared."""
    owners: dict[str, list[Row]] = defaultdict(list)
    for entity in gold["entities"]:
        for form in forms(entity):
            owners[form].append(entity)
    mapping = {}
    for entity in predicted["entities"]:
        votes: Counter[str] = Counter()
        for form in forms(entity):
            for owner in owners.get(form, ()):
                votes[owner["id"]] += 1 + (owner["type"] == entity["type"]) + (form == fold(owner["name"]))
        mapping[entity["id"]] = votes.most_common(1)[0][0] if votes else f"?{entity['id']}"
    return mapping


def triple(claim: Row, mapping: dict[str, str] | None = None) -> tuple[str, str, str]:
    """Return a claim's key, ends of a symmetric predicate in one order."""
    ends = [claim["subject"], claim["object"]]
    if mapping is not None:
        ends = [mapping.get(e, f"?{e}") for e in ends]
    if claim["predicate"] in SYMMETRIC:
        ends.sort()
    return ends[0], claim["predicate"], ends[1]


@dataclass
class Tally:
    """Counts of what was predicted, what was required, and what of it was found."""

    hits: int = 0
    predicted: int = 0
    required: int = 0

    def add(
        self, predicted: Iterable[Hashable], required: Iterable[Hashable], optional: Iterable[Hashable] = ()
    ) -> None:
        """Count one article's keys; optional ones that were found leave both sides."""
        predicted, required = set(predicted), set(required)
        predicted -= set(optional) - required
        self.hits += len(predicted & required)
        self.predicted += len(predicted)
        self.required += len(required)

    def ratios(self) -> dict[str, float]:
        """Return p, r, f1, predicted and gold."""
        p = self.hits / self.predicted if self.predicted else 0.0
        r = self.hits / self.required if self.required else 0.0
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        return {"p": p, "r": r, "f1": f1, "gold": self.required, "predicted": self.predicted}


def score(gold_rows: list[Row], predicted_rows: list[Row], by: str | None = None) -> dict[str, Any]:
    """Return all figures; ``by`` ``predicate`` or ``kind`` adds triples by group under that key."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    groups: dict[str, Tally] = defaultdict(Tally)
    shares: Counter[str] = Counter()
    found_rows = {row["id"]: row for row in predicted_rows}
    for gold in gold_rows:
        predicted = found_rows.get(gold["id"], {"entities": [], "claims": []})
        mapping = align(gold, predicted)
        _claims(gold, predicted, mapping, tallies, shares)
        _entities(gold, predicted, mapping, tallies["entity"], shares)
        if by:
            _group(gold, predicted, mapping, groups, by)
    result: dict[str, Any] = {name: tallies[name].ratios() for name in ("triple", "claim", "usage", "entity")}
    for name, of in (("status", "matched"), ("evidence", "matched"), ("entity_type", "typed")):
        result[name] = shares[name] / shares[of] if shares[of] else 0.0
    if by:
        result["by"] = {name: tally.ratios() for name, tally in sorted(groups.items())}
    return result


def _keyed(claims: Iterable[Row], mapping: dict[str, str] | None = None) -> dict[tuple[str, str, str], list[Row]]:
    table: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for claim in claims:
        key = triple(claim, mapping)
        if key[0] != key[2]:
            table[key].append(claim)
    return table


def _sides(gold: Row) -> tuple[list[Row], list[Row]]:
    required = [c for c in gold["claims"] if c.get("required", True)]
    return required, [c for c in gold["claims"] if not c.get("required", True)]


def _claims(
    gold: Row, predicted: Row, mapping: dict[str, str], tallies: dict[str, Tally], shares: Counter[str]
) -> None:
    required, optional = map(_keyed, _sides(gold))
    found = _keyed(predicted["claims"], mapping)
    tables = (found, required, optional)
    tallies["triple"].add(*tables)
    tallies["claim"].add(*({(*k, c["status"]) for k, cs in table.items() for c in cs} for table in tables))
    usage = ("USES", "CLIENT_OF")
    tallies["usage"].add(*({(s, o) for s, p, o in table if p in usage} for table in tables))
    for key in found.keys() & (required.keys() | optional.keys()):
        truth = [*required.get(key, ()), *optional.get(key, ())]
        shares["matched"] += 1
        shares["status"] += {c["status"] for c in found[key]} <= {c["status"] for c in truth}
        shares["evidence"] += any(
            c["evidence"][0] < g["evidence"][1] and g["evidence"][0] < c["evidence"][1]
            for c in found[key]
            for g in truth
        )


def _entities(gold: Row, predicted: Row, mapping: dict[str, str], tally: Tally, shares: Counter[str]) -> None:
    types = {e["id"]: e["type"] for e in gold["entities"] if e["type"] in SCORED_TYPES and e.get("required", True)}
    found = {
        mapping[e["id"]]: e["type"]
        for e in predicted["entities"]
        if e["type"] in SCORED_TYPES or mapping[e["id"]] in types
    }
    tally.add({(i, t) for i, t in found.items() if i in types or i.startswith("?")}, set(types.items()))
    for ident, type_ in found.items():
        if ident in types:
            shares["typed"] += 1
            shares["entity_type"] += types[ident] == type_


def _group(gold: Row, predicted: Row, mapping: dict[str, str], groups: dict[str, Tally], by: str) -> None:
    required, optional = map(_keyed, _sides(gold))
    found = _keyed(predicted["claims"], mapping)
    if by == "kind":
        groups[gold.get("kind") or "?"].add(found, required, optional)
        return
    for name in {key[1] for key in [*found, *required]}:
        groups[name].add(*({k for k in table if k[1] == name} for table in (found, required, optional)))
