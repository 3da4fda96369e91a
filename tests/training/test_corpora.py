"""CORE's rows with other names in them."""

from __future__ import annotations

import random
from typing import Any

from training.corpora.relations import core_renamed


def row(text: str, one: str, other: str, relation: str = "acquired_by", inverted: int = 0) -> dict[str, Any]:
    """A row of CORE whose two names are the first places of these words."""
    context = text.split()
    found: dict[str, Any] = {"relation": relation, "invert_relation": inverted, "context": context}
    for end, name in (("e1", one.split()), ("e2", other.split())):
        start = next(n for n in range(len(context)) if context[n : n + len(name)] == name)
        found.update({f"{end}_start": start, f"{end}_end": start + len(name) - 1})
    return found


def named(found: dict[str, Any], end: str) -> str:
    return " ".join(found["context"][found[f"{end}_start"] : found[f"{end}_end"] + 1])


FIRST = row("Last year Tallis was bought by Argand Vision Inc for little .", "Tallis", "Argand Vision Inc")
SECOND = row("Corvane Holding Group took over the Zanfi stores .", "Zanfi", "Corvane Holding Group")


def test_names_come_from_rows_with_the_same_label_and_keep_their_roles() -> None:
    other = row("Otterly sued Pinegate .", "Otterly", "Pinegate", "undefined")
    turned = row("Zinkwerk took over Moorland .", "Zinkwerk", "Moorland", inverted=1)
    rows = [FIRST, SECOND, other, turned]
    seen = set()
    for seed in range(20):
        made = list(core_renamed(rows, random.Random(seed)))
        assert [r["relation"] for r in made] == [r["relation"] for r in rows]
        for renamed in made[:2]:
            assert named(renamed, "e1") in {"Tallis", "Zanfi"}
            assert named(renamed, "e2") in {"Argand Vision Inc", "Corvane Holding Group"}
        seen.add(" ".join(made[1]["context"]))
    assert seen == {
        f"{buyer} took over the {bought} stores ."
        for buyer in ("Argand Vision Inc", "Corvane Holding Group")
        for bought in ("Tallis", "Zanfi")
    }


def test_pronouns_are_neither_swapped_nor_lent() -> None:
    pronoun = row("It was bought by Pinegate .", "It", "Pinegate")
    for seed in range(20):
        (made,) = core_renamed([pronoun, FIRST], random.Random(seed))
        assert made["context"] == FIRST["context"]


def test_a_row_that_names_either_again_is_left_out() -> None:
    again = row("Tallis shares rose after Argand bought Tallis .", "Tallis", "Argand")
    assert [r["context"][:2] for r in core_renamed([again, FIRST], random.Random(1))] == [["Last", "year"]]
