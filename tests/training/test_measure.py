"""The measure, on articles small enough to count by hand; the corpora's labels in our terms."""

import pytest

from training.calibrate import calibration_error, fit, sigmoid
from training.corpora.relations import core_pair
from training.score import fold, score

GOLD = {
    "id": "a",
    "entities": [
        {"id": "1", "type": "Company", "name": "Clearview AI", "aliases": ["Clearview"]},
        {"id": "2", "type": "Company", "name": "Coinbase", "aliases": []},
        {"id": "3", "type": "Agency", "name": "FBI", "aliases": []},
        {"id": "4", "type": "Place", "name": "Lisbon", "aliases": []},
    ],
    "claims": [
        {"subject": "2", "predicate": "USES", "object": "1", "status": "testing", "evidence": [0, 9], "required": True},
        {"subject": "3", "predicate": "CLIENT_OF", "object": "1", "status": "actual", "evidence": [9, 19]},
        {"subject": "1", "predicate": "COMPETES_WITH", "object": "2", "status": "actual", "evidence": [0, 9]},
        {
            "subject": "2",
            "predicate": "CLIENT_OF",
            "object": "1",
            "status": "ended",
            "evidence": [0, 9],
            "required": False,
        },
    ],
}
PREDICTED = {
    "id": "a",
    "entities": [
        {"id": "x", "type": "Company", "name": "the Clearview", "aliases": []},
        {"id": "y", "type": "Product", "name": "COINBASE Inc.", "aliases": []},
        {"id": "z", "type": "Agency", "name": "FBI", "aliases": []},
        {"id": "w", "type": "Person", "name": "Nobody", "aliases": []},
    ],
    "claims": [
        {"subject": "y", "predicate": "USES", "object": "x", "status": "actual", "evidence": [3, 5]},
        {"subject": "y", "predicate": "COMPETES_WITH", "object": "x", "status": "actual", "evidence": [50, 60]},
        {"subject": "y", "predicate": "CLIENT_OF", "object": "x", "status": "actual", "evidence": [0, 9]},
        {"subject": "w", "predicate": "CRITICIZED", "object": "x", "status": "actual", "evidence": [0, 9]},
    ],
}


def test_figures_are_those_counted_by_hand() -> None:
    found = score([GOLD], [PREDICTED], by="predicate")
    # Triples: USES and COMPETES_WITH are right, CRITICIZED is wrong, the optional CLIENT_OF counts neither way.
    assert found["triple"] == {"p": 2 / 3, "r": 2 / 3, "f1": pytest.approx(2 / 3), "gold": 3, "predicted": 3}
    # With the status only COMPETES_WITH is right; the optional claim has another status, so it is wrong here.
    assert (found["claim"]["predicted"], found["claim"]["r"]) == (4, 1 / 3)
    # Who uses whom: Coinbase is found, the FBI missed.
    assert (found["usage"]["p"], found["usage"]["r"]) == (1.0, 0.5)
    # Of Clearview, Coinbase and the FBI two have the right type; Nobody is wrong, Lisbon is not scored.
    assert (found["entity"]["p"], found["entity"]["r"]) == (0.5, 2 / 3)
    assert found["status"] == 1 / 3
    assert found["evidence"] == 2 / 3
    assert found["by"]["CLIENT_OF"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 1, "predicted": 0}


def test_names_are_folded() -> None:
    assert fold("The Škoda Auto a.s.") == fold("skoda auto")
    assert fold("Clearview's") == "clearview"
    assert fold("Inc.") == "inc"


def test_a_missing_article_counts_as_empty() -> None:
    assert score([GOLD], [])["triple"]["r"] == 0.0


@pytest.mark.parametrize(
    ("relation", "invert", "expected"),
    [
        ("client_of", 0, ("CLIENT_OF", False)),
        ("client_of", 1, ("CLIENT_OF", True)),
        ("acquired_by", 0, ("ACQUIRED", True)),  # the second of them buys the first
        ("acquired_by", 1, ("ACQUIRED", False)),
        ("product_or_service_of", 1, ("DEVELOPS", False)),
        ("undefined", 0, None),
    ],
)
def test_core_labels_in_our_terms(relation: str, invert: int, expected: tuple[str, bool] | None) -> None:
    row = {
        "context": ["Oracle", "bought", "Sun", "."], "relation": relation, "invert_relation": invert,
        "e1_start": 0, "e1_end": 0, "e2_start": 2, "e2_end": 2, "e1_name": "Oracle", "e2_name": "Sun",
    }  # fmt: skip
    assert core_pair(row)[3] == expected


def test_calibration_is_fitted_and_measured() -> None:
    import numpy as np

    generator = np.random.default_rng(5)
    x = generator.normal(size=20_000) * 2
    right = (generator.random(20_000) < sigmoid(0.5 * x - 1)).astype(float)
    weights = np.ones_like(x)
    scale, shift = fit(x, right, weights)
    assert scale == pytest.approx(0.5, abs=0.05)
    assert shift == pytest.approx(-1, abs=0.05)
    assert calibration_error(sigmoid(scale * x + shift), right, weights) < 0.02
    assert calibration_error(sigmoid(x), right, weights) > 0.1
