"""What a model makes of a text, as targets for another: against what the pipeline itself says of it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from graphkit.extraction.labels import STATUSES, TAGS
from graphkit.extraction.model import load_model
from graphkit.extraction.pipeline import make_pipeline
from graphkit.extraction.reading import reading
from graphkit.extraction.relations import pairs_by_window
from training.examples import relation_index
from training.silver import CLAIMED, masks, read

TEXT = (
    "Ana Prado, the chief executive of Northbank, said on Monday that the lender is testing software made by "
    "Corelight Labs. Northbank acquired the payments firm Tallis in March for $40 million. "
    "Corelight Labs is based in Lisbon."
)


def test_every_answer_that_may_be_has_its_bit() -> None:
    possible = np.array([[0.7, 0.2, 0.1], [0.34, 0.33, 0.33], [0.95, 0.03, 0.02]], dtype=np.float32)
    best = np.array([0, 0, 1])
    assert masks(possible, 0.15, best).tolist() == [0b011, 0b111, 0b011]
    assert masks(possible, 0.99, best).tolist() == [0b001, 0b001, 0b010]


def test_targets_are_what_the_pipeline_says() -> None:
    doc = make_pipeline()(TEXT)
    (made,) = read(doc, load_model())
    (pairs,) = pairs_by_window(doc)
    at = {(p.first.start, p.second.start): n for n, (p, _) in enumerate(pairs)}
    statements = reading(doc).statements
    assert {s.predicate for s in statements} >= {"ACQUIRED", "WORKS_FOR", "HEADQUARTERED_IN"}
    settings = load_model().settings
    for statement in statements:
        n = at[statement.candidate.first.start, statement.candidate.second.start]
        column = relation_index(statement.predicate, statement.subject == statement.candidate.second.entity)
        logit = math.log(made.relations[n][column] / (1 - made.relations[n][column]))
        calibrated = 1 / (1 + math.exp(-(settings.scale * logit + settings.shift)))
        assert calibrated == pytest.approx(statement.confidence, abs=1e-3)
        if made.relations[n][column] >= CLAIMED:
            taught = {(k, c): mask for k, c, mask in made.statuses}
            assert taught[n, column] >> STATUSES.index(statement.status) & 1


def test_tags_allow_the_names_that_the_pipeline_finds() -> None:
    doc = make_pipeline()(TEXT)
    (made,) = read(doc, load_model())
    places = {int(token): n for n, token in enumerate(reading(doc).windows[0].tokens)}
    assert doc.ents
    for ent in doc.ents:
        assert made.tags[places[ent.start]] >> TAGS.index(f"B-{ent.label_}") & 1
