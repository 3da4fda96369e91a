"""Fit confidence and thresholds on the passages held out of training: settings for the export.

    python -m training.calibrate --model DIR --labelled DIR --corpora DIR [--curve] [--write]

Platt's (1999) logistic fit of "this claim is right" on the relation's logit, end to end: a claim is
wrong too where an entity was. The expected calibration error (ten bins of equal width) is taken by
fitting on one half of the passages and measuring on the other. The threshold is the one with the
best triple F1; predicates with enough claims get one of their own, drawn towards it.
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


def fit(x: Floats, right: Floats) -> tuple[float, float]:
    """Fit ``sigmoid(scale * x + shift)`` to 0/1 outcomes by Newton's method; returns (scale, shift)."""
    weights = np.array([1.0, 0.0])
    design = np.stack([x, np.ones_like(x)], 1)
    for _ in range(50):
        p = sigmoid(design @ weights)
        gradient = design.T @ (p - right)
        hessian = (design * (p * (1 - p))[:, None]).T @ design + 1e-6 * np.eye(2)
        weights = weights - np.linalg.solve(hessian, gradient)
    return float(weights[0]), float(weights[1])


def calibration_error(p: Floats, right: Floats) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = np.minimum((p * 10).astype(int), 9)
    gaps = [
        abs(p[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any()
    ]
    return float(sum(gaps))


class Outcomes:
    """Every triple that the model weighed on the held-out passages, and how many were required."""

    def __init__(self, rows: list[dict[str, Any]], extractor: PipelineExtractor, scale: float, shift: float) -> None:
        self.rows: list[tuple[int, str, float, int]] = []  # passage, predicate, logit, 1 right / 0 wrong
        self.required: dict[str, int] = defaultdict(int)
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
                self.rows.append((n, key[1], x, int(key in required)))
            for key in required:
                self.required[key[1]] += 1

    def columns(self) -> tuple[NDArray[np.int64], list[str], Floats, Floats]:
        """Return passages, predicates, logits, and outcomes."""
        passages_, predicates, x, right = zip(*self.rows, strict=True)
        return np.array(passages_), list(predicates), np.array(x, dtype=float), np.array(right, dtype=float)


def best_threshold(p: Floats, right: Floats, required: int) -> tuple[float, float]:
    """Return the threshold with the best F1, smoothed over its neighbours, and that F1."""
    scores = []
    for threshold in GRID:
        hits, predicted = right[p >= threshold].sum(), (p >= threshold).sum()
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
    at, predicates, x, right = found.columns()
    half = at % 2 == 0
    scale, shift = fit(x[half], right[half])
    error = calibration_error(sigmoid(scale * x[~half] + shift), right[~half])
    scale, shift = fit(x, right)
    p = sigmoid(scale * x + shift)
    required = sum(found.required.values())
    threshold, f1 = best_threshold(p, right, required)
    thresholds = {}
    names = np.array(predicates)
    for name in sorted(found.required):
        mine = names == name
        own, _ = best_threshold(p[mine], right[mine], found.required[name])
        share = found.required[name] / (found.required[name] + PRIOR)
        thresholds[name] = round(share * own + (1 - share) * threshold, 3)
    print(f"{len(rows)} passages, {required} required triples; threshold {threshold:.2f}, triple F1 {f1:.3f}")
    print(f"expected calibration error {error:.3f} (fitted on one half, measured on the other)")
    if args.curve:
        for least in np.arange(0.1, 0.96, 0.1):
            hits, predicted = right[p >= least].sum(), (p >= least).sum()
            print(f"min-confidence {least:.1f}: precision {hits / max(predicted, 1):.3f} recall {hits / required:.3f}")
    if args.write:
        path = args.model / "settings.json"
        raw = json.loads(path.read_text(encoding="utf-8"))
        raw.update(scale=round(scale, 4), shift=round(shift, 4), threshold=round(threshold, 3), thresholds=thresholds)
        path.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
