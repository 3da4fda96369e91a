"""Fit confidence and thresholds on the passages held out of training: settings for the export.

    python -m training.calibrate --model DIR --labelled DIR --corpora DIR [--curve] [--write]

Platt's (1999) logistic fit of "this claim is right" on the relation's logit, end to end: a claim is
wrong too where an entity was. The expected calibration error (ten bins of equal width) is taken by
fitting on one half of the passages and measuring on the other. The threshold is the one with the
best triple F1; predicates with enough claims get one of their own, drawn towards it. Real and
written passages weigh alike in all of it: the written ones are denser in claims than what users feed in,
and would alone ask for too low a threshold.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphkit.extraction.model import load_model
from graphkit.extraction.pipeline import PipelineExtractor
from training.evaluate import MODEL, article_of
from training.passages import held_out, labelled_passages
from training.score import align, triple

Floats = NDArray[np.float64]
LEAST = 0.02  # confidence below which nothing is looked at
GRID = np.arange(0.1, 0.91, 0.02)
PRIOR = 40.0  # claims that a predicate's own threshold is drawn to the common one by


def logit(p: Floats) -> Floats:
    """Return the log odds."""
    found: Floats = np.log(p / (1 - p))
    return found


def sigmoid(x: Floats) -> Floats:
    """Return the logistic function."""
    found: Floats = 1 / (1 + np.exp(-x))
    return found


def fit(x: Floats, right: Floats, weights: Floats) -> tuple[float, float]:
    """Fit ``sigmoid(scale * x + shift)`` to weighted 0/1 outcomes by Newton's method; returns (scale, shift)."""
    found = np.array([1.0, 0.0])
    design = np.stack([x, np.ones_like(x)], 1)
    for _ in range(50):
        p = sigmoid(design @ found)
        gradient = design.T @ (weights * (p - right))
        hessian = (design * (weights * p * (1 - p))[:, None]).T @ design + 1e-6 * np.eye(2)
        found = found - np.linalg.solve(hessian, gradient)
    return float(found[0]), float(found[1])


def calibration_error(p: Floats, right: Floats, weights: Floats) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = np.minimum((p * 10).astype(int), 9)
    inside = [bins == b for b in range(10) if (bins == b).any()]
    gaps = [abs(np.sum((weights * (p - right))[i])) for i in inside]
    return float(sum(gaps) / weights.sum())


class Outcomes:
    """Every triple that the model weighed on the held-out passages, and how many were required."""

    def __init__(self, rows: list[dict[str, Any]], extractor: PipelineExtractor, scale: float, shift: float) -> None:
        self.rows: list[tuple[int, str, float, int, float]] = []  # passage, predicate, logit, right, weight
        self.required: dict[str, float] = defaultdict(float)
        self.weight = kind_weights(rows)
        for n, gold in enumerate(rows):
            predicted = extractor.read(article_of(gold)).to_dict()
            mapping = align(gold, predicted)
            required = {triple(c) for c in gold["claims"] if c.get("required", True)}
            optional = {triple(c) for c in gold["claims"]} - required
            best: dict[tuple[str, str, str], float] = {}
            for claim in predicted["claims"]:
                key = triple(claim, mapping)
                if key[0] != key[2] and key not in optional:
                    best[key] = max(best.get(key, 0.0), claim["confidence"])
            for key, confidence in best.items():
                x = (float(logit(np.array(min(max(confidence, 1e-3), 1 - 1e-3)))) - shift) / scale
                self.rows.append((n, key[1], x, int(key in required), self.weight[is_written(gold)]))
            for key in required:
                self.required[key[1]] += self.weight[is_written(gold)]

    def columns(self) -> tuple[NDArray[np.int64], NDArray[np.str_], Floats, Floats, Floats]:
        """Return passages, predicates, logits, outcomes, and weights."""
        passage, predicate, x, right, weight = map(np.array, zip(*self.rows, strict=True))
        return passage, predicate, x.astype(float), right.astype(float), weight.astype(float)


def is_written(row: dict[str, Any]) -> bool:
    """Tell whether a passage was written for training; others are real."""
    return str(row["id"]).startswith("w")


def kind_weights(rows: list[dict[str, Any]]) -> dict[bool, float]:
    """Return what a triple of a written and of a real passage weighs, so that both kinds weigh alike."""
    counts = dict.fromkeys((True, False), 0)
    for row in rows:
        counts[is_written(row)] += sum(c.get("required", True) for c in row["claims"])
    total = sum(counts.values())
    return {written: total / 2 / max(count, 1) for written, count in counts.items()}


def best_threshold(p: Floats, right: Floats, weights: Floats, required: float) -> tuple[float, float]:
    """Return the threshold with the best F1, smoothed over its neighbours, and that F1."""
    scores = []
    for threshold in GRID:
        hits, predicted = (weights * right)[p >= threshold].sum(), weights[p >= threshold].sum()
        scores.append(2 * hits / (predicted + required) if predicted + required else 0.0)
    smooth = np.convolve(np.pad(scores, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    at = int(smooth.argmax())
    return float(GRID[at]), float(scores[at])


def main(argv: list[str] | None = None) -> None:
    """Fit, print, and with ``--write`` put the settings into the model's folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--labelled", type=Path, action="append", default=[])
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--curve", action="store_true", help="print precision and recall for thresholds")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args(argv)
    rows = [row for row in labelled_passages(args.labelled, args.corpora) if held_out(row)]
    settings = load_model(args.model).settings
    found = Outcomes(rows, PipelineExtractor(args.model, LEAST), settings.scale, settings.shift)
    at, predicates, x, right, weights = found.columns()
    half = at % 2 == 0
    scale, shift = fit(x[half], right[half], weights[half])
    error = calibration_error(sigmoid(scale * x[~half] + shift), right[~half], weights[~half])
    scale, shift = fit(x, right, weights)
    p = sigmoid(scale * x + shift)
    required = sum(found.required.values())
    threshold, f1 = best_threshold(p, right, weights, required)
    thresholds = {}
    for name in sorted(found.required):
        mine = predicates == name
        own, _ = best_threshold(p[mine], right[mine], weights[mine], found.required[name])
        share = found.required[name] / (found.required[name] + PRIOR)
        thresholds[name] = round(share * own + (1 - share) * threshold, 3)
    print(f"{len(rows)} passages, {required:.0f} required triples; threshold {threshold:.2f}, triple F1 {f1:.3f}")
    print(f"expected calibration error {error:.3f} (fitted on one half, measured on the other)")
    if args.curve:
        for least in np.arange(0.1, 0.96, 0.1):
            hits, predicted = (weights * right)[p >= least].sum(), weights[p >= least].sum()
            print(
                f"min-confidence {least:.1f}: precision {hits / max(predicted, 1e-9):.3f} recall {hits / required:.3f}"
            )
    if args.write:
        path = args.model / "settings.json"
        raw = json.loads(path.read_text(encoding="utf-8"))
        raw.update(scale=round(scale, 4), shift=round(shift, 4), threshold=round(threshold, 3), thresholds=thresholds)
        path.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
