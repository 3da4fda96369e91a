"""The trained model as it ships: ONNX graphs, a tokenizer, and settings, loaded once a process.

A window is read alone, never padded beside others: int8 activations are scaled over all that is
read together, so a batch would make what is read of an article depend on its neighbours.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from graphkit.errors import ModelError
from graphkit.extraction import labels

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

GRAPHS = ("encoder", "words", "pairs", "speakers")


@dataclass(frozen=True)
class Settings:
    """Name, version, decision thresholds and calibration of a trained model.

    A relation's confidence is ``sigmoid(scale * logit + shift)``, Platt's (1999) fit on held-out
    passages; a claim is made where it reaches the threshold (``thresholds`` overrides it by predicate).
    """

    name: str
    version: str
    threshold: float
    thresholds: dict[str, float]
    scale: float
    shift: float


class Model:
    """The graphs of one trained model.

    Arrays are float32 but for indexes, which are int64; WIDTH is the encoder's 384.
    """

    def __init__(self, folder: Path) -> None:
        """Load from a folder; raises ModelError where a part is missing or was made for other labels."""
        try:
            raw = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._sessions = {name: _session(folder / f"{name}.onnx") for name in GRAPHS}
            self.settings = _settings(raw)
        except Exception as error:  # each library has errors of its own, tokenizers' is a bare Exception
            why = " ".join(f"{type(error).__name__}: {error}".split())
            raise ModelError(
                f"model {folder} cannot be loaded ({why}); give a folder that training.export wrote"
            ) from error
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        if raw.get("labels") != labels.described():
            raise ModelError(f"model {folder} was trained for other labels than this graphkit knows")

    @property
    def name(self) -> str:
        """Name and version, as they are written into a graph."""
        return f"{self.settings.name}-{self.settings.version}"

    def encode(self, pieces: Ints, shapes: Ints) -> Floats:
        """Read one window: pieces and shapes (n,) to states (n, WIDTH)."""
        return self._run("encoder", pieces=pieces, shapes=shapes)[0]

    def words(self, first: Floats, last: Floats, shapes: Ints) -> Floats:
        """Score words by the states (n, WIDTH) of their ends: logits (n, tags + 1), the last for roles."""
        return self._run("words", first=first, last=last, shapes=shapes)[0]

    def pairs(self, states: Floats, pairs: Ints) -> tuple[Floats, Floats]:
        """Score pairs (m, 10) over a window's states: logits (m, relations) and (m, relations, statuses)."""
        relations, statuses = self._run("pairs", states=states, pairs=_two(pairs))
        return relations[: len(pairs)], statuses[: len(pairs)]

    def speakers(self, states: Floats, rows: Ints) -> Floats:
        """Score who says a sentence: rows (m, 4) over a window's states to logits (m,)."""
        return self._run("speakers", states=states, rows=_two(rows))[0][: len(rows)]

    def _run(self, graph: str, **inputs: NDArray[Any]) -> list[Floats]:
        found: list[Floats] = self._sessions[graph].run(None, inputs)
        return found


def softmax(logits: Floats) -> Floats:
    """Return logits as probabilities along the last axis."""
    weights = np.exp(logits - logits.max(-1, keepdims=True))
    found: Floats = weights / weights.sum(-1, keepdims=True)
    return found


def _settings(raw: dict[str, Any]) -> Settings:
    return Settings(
        name=str(raw["name"]),
        version=str(raw["version"]),
        threshold=float(raw["threshold"]),
        thresholds={str(k): float(v) for k, v in raw.get("thresholds", {}).items()},
        scale=float(raw["scale"]),
        shift=float(raw["shift"]),
    )


def _two(rows: Ints) -> Ints:
    """Repeat a single row: the graphs were exported for at least two."""
    return np.concatenate([rows, rows]) if len(rows) == 1 else rows


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # One thread a session: work is spread over processes, each with a model of its own.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The memory of a window goes back to the allocator, so that a long one doesn't stay for good.
    options.enable_cpu_mem_arena = False
    # The fused sum and layer norm of onnxruntime 1.2x is eight times slower on a CPU than the two apart.
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )


@cache
def load_model(folder: Path | None = None) -> Model:
    """Load the model in a folder, or the one that ships with graphkit; once a process."""
    if folder is not None:
        return Model(folder)
    with resources.as_file(resources.files("graphkit.extraction").joinpath("model")) as own:
        return Model(own)
