"""Make a trained model smaller: fewer layers and narrower ones, taught by the model that it came from.

    python -m training.shrink WEIGHTS.pt --corpora DIR --gold DIR --drop 1 --inner 1024 --limit-minutes 15 -o SMALL.pt

Layers are left out whole (Sajjad et al., 2023); of each feed-forward layer the units stay that weigh most: mean
activation times the norm of what it is multiplied with. Then the encoder learns on unlabelled text to give the
states that the large one gives (Jiao et al., 2020, without the layers between). The heads stay as they are, so the
result can be exported, or trained on with ``training.train --start-from``. Texts that share a sentence with one in
``--gold`` are left out. The rate falls with the minutes, so a slower machine takes fewer steps.
"""

from __future__ import annotations

import argparse
import random
import time
import warnings
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from graphkit.extraction.windows import Window, windows
from training.examples import language, tokenizer
from training.model import JointModel
from training.train import WARM_STEPS, batches, padded, restored
from training.unlabelled import texts, without

SAMPLES = 60
POOL = 64  # windows among which those of like length are put together
Batch = tuple[Tensor, Tensor, Tensor]


def read(folder: Path, gold: Path, generator: random.Random) -> Iterator[Window]:
    """Yield windows of the articles and briefs that share no sentence with the gold ones, shuffled, without end."""
    kept = without(texts(folder / "articles"), texts(gold))
    while True:
        generator.shuffle(kept)
        for text in kept:
            yield from windows(language()(text), tokenizer())


def read_batches(source: Iterator[Window], generator: random.Random) -> Iterator[Batch]:
    """Yield pieces, shapes and mask (batch, pieces) of windows of like length."""
    while True:
        yield from map(padded, batches(list(islice(source, POOL)), generator))


def prune(model: JointModel, drop: Sequence[int], inner: int, samples: Sequence[Batch]) -> None:
    """Take layers and the least used feed-forward units out of a model's encoder, in place."""
    bert: Any = model.encoder.bert
    bert.encoder.layer = nn.ModuleList(layer for n, layer in enumerate(bert.encoder.layer) if n not in drop)
    used: list[list[Tensor]] = [[] for _ in bert.encoder.layer]
    hooks = [
        layer.intermediate.register_forward_hook(
            lambda _module, _inputs, out, n=n: used[n].append(out.abs().mean((0, 1)))
        )
        for n, layer in enumerate(bert.encoder.layer)
    ]
    with torch.no_grad():
        for batch in samples:
            model.encoder(*batch)
    for hook in hooks:
        hook.remove()
    for layer, activations in zip(bert.encoder.layer, used, strict=True):
        before, after = layer.intermediate.dense, layer.output.dense
        weight = torch.stack(activations).mean(0) * after.weight.norm(dim=0)
        kept = weight.argsort(descending=True)[:inner].sort().values
        for linear, name, axis in ((before, "weight", 0), (before, "bias", 0), (after, "weight", 1)):
            getattr(linear, name).data = getattr(linear, name).data.index_select(axis, kept)
        before.out_features = after.in_features = len(kept)


def teach(small: JointModel, large: JointModel, source: Iterator[Batch], rate: float, minutes: float) -> None:
    """Train the small encoder to give the large one's states; prints their mean cosine."""
    weights = [p for p in small.encoder.parameters() if p.requires_grad]
    adam = torch.optim.AdamW(weights, lr=rate, weight_decay=0.01, fused=True)
    began, running = time.monotonic(), 0.0
    step = 0
    while (progress := (time.monotonic() - began) / 60 / minutes) < 1:
        step += 1
        adam.param_groups[0]["lr"] = rate * min(1.0, step / WARM_STEPS) * (1 - progress)
        batch = next(source)
        with torch.no_grad():
            wanted = large.encoder(*batch)
        real = batch[2] > 0
        given = small.encoder(*batch)
        loss = nn.functional.mse_loss(given[real], wanted[real])
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(weights, 1.0)
        adam.step()
        with torch.no_grad():
            cosine = nn.functional.cosine_similarity(given[real], wanted[real], dim=-1).mean().item()
        running = cosine if step == 1 else 0.98 * running + 0.02 * cosine
        if step % 100 == 0:
            print(f"{step} {progress * minutes:.1f} min cosine {running:.4f}", flush=True)


def main(argv: list[str] | None = None) -> None:
    """Prune, teach, and save."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("weights", type=Path)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True, help="folder of articles to leave out")
    parser.add_argument("--drop", type=int, nargs="*", default=[], choices=range(6), help="layers to leave out, from 0")
    parser.add_argument("--inner", type=int, default=1536, help="units that stay of each feed-forward layer")
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--limit-minutes", type=float, default=15)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args(argv)
    warnings.filterwarnings("ignore")
    torch.manual_seed(7)
    args.output.parent.mkdir(parents=True, exist_ok=True)
    generator = random.Random(7)
    source = read_batches(read(args.corpora, args.gold, generator), generator)
    large, small = restored(args.weights).eval(), restored(args.weights).eval()
    prune(small, args.drop, args.inner, [next(source) for _ in range(SAMPLES)])
    teach(small, large, source, args.rate, args.limit_minutes)
    torch.save(small.state_dict(), args.output)


if __name__ == "__main__":
    main()
