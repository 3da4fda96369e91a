"""Train the joint model: labelled passages and open corpora to weights.

    python -m training.train --labelled DIR --corpora DIR -o OUT.pt [--epochs 8] [--limit-minutes 60]

Reads ``training/data`` and, from the folders given, the passages and corpora that are not ours to
keep. The seed is fixed; on another machine rounding may differ.
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
import warnings
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModel

from graphkit.extraction.labels import STATUSES, TAGS
from graphkit.extraction.windows import Ints
from training.corpora import names, relations
from training.corpora.factuality import uds
from training.examples import ANY_TAG, Example, NameSwapper, encoder_path, from_passage
from training.model import JointModel
from training.passages import held_out, labelled_passages

PIECES_A_BATCH = 1100
WARM_STEPS = 100
ACTUAL = STATUSES.index("actual")
RARE_STATUS = 1.5


class Pieces(Protocol):
    """What is read as word pieces: an example, or a window without labels."""

    @property
    def pieces(self) -> Ints: ...

    @property
    def shapes(self) -> Ints: ...


Read = TypeVar("Read", bound=Pieces)


def batches(examples: Sequence[Read], generator: random.Random) -> list[list[Read]]:
    """Group examples of like length, then shuffle the groups."""
    keyed = sorted(examples, key=lambda e: (len(e.pieces) + generator.randrange(24), generator.random()))
    groups: list[list[Read]] = [[]]
    for example in keyed:
        if groups[-1] and len(example.pieces) * (len(groups[-1]) + 1) > PIECES_A_BATCH:
            groups.append([])
        groups[-1].append(example)
    groups = [group for group in groups if group]
    generator.shuffle(groups)
    return groups


def padded(examples: Sequence[Pieces]) -> tuple[Tensor, Tensor, Tensor]:
    """Return pieces, shapes and mask (batch, pieces)."""
    width = max(len(e.pieces) for e in examples)
    pieces = torch.zeros(len(examples), width, dtype=torch.long)
    shapes = torch.zeros_like(pieces)
    mask = torch.zeros_like(pieces)
    for n, example in enumerate(examples):
        size = len(example.pieces)
        pieces[n, :size] = torch.from_numpy(example.pieces)
        shapes[n, :size] = torch.from_numpy(example.shapes)
        mask[n, :size] = 1
    return pieces, shapes, mask


TAG_BITS = torch.tensor([1 << n for n in range(len(TAGS))])


def losses(model: JointModel, examples: list[Example]) -> dict[str, Tensor]:
    """Return the loss of each task over a batch; a task without a target is absent."""
    pieces, shapes, mask = padded(examples)
    states = model.encoder(pieces, shapes, mask)
    found: dict[str, list[Tensor]] = {}
    firsts, lasts, word_shapes, tags, roles = [], [], [], [], []
    for n, example in enumerate(examples):
        firsts.append(states[n, example.first])
        lasts.append(states[n, example.last])
        word_shapes.append(torch.from_numpy(example.shapes[example.first]))
        tags.append(torch.from_numpy(example.tags))
        roles.append(torch.from_numpy(example.roles))
        size = len(example.pieces)
        if example.pairs:
            relation, status = model.pairs(states[n, :size], torch.tensor(example.pairs))
            target = torch.from_numpy(np.stack(example.relations))
            weight = torch.from_numpy(np.stack(example.weights))
            each = nn.functional.binary_cross_entropy_with_logits(relation, target, reduction="none") * weight
            found.setdefault("relation", []).append(each.sum())
            if example.statuses:
                at = torch.tensor(example.statuses)
                logits = status[at[:, 0], at[:, 1]].log_softmax(-1)
                ok = (at[:, 2:3] & (1 << torch.arange(len(STATUSES)))[None]) > 0
                # Most claims are actual: the others count more.
                rare = torch.where(ok[:, ACTUAL], 1.0, RARE_STATUS)
                found.setdefault("status", []).append((-logits.masked_fill(~ok, -1e4).logsumexp(-1) * rare).sum())
        if example.speakers:
            rows = torch.tensor(example.speakers)
            logits = model.speakers(states[n, :size], rows[:, :4])
            loss = nn.functional.binary_cross_entropy_with_logits(logits, rows[:, 4].float(), reduction="sum")
            found.setdefault("speaker", []).append(loss)
    allowed = torch.cat(tags)
    if bool((allowed != ANY_TAG).any()):
        logits = model.words(torch.cat(firsts), torch.cat(lasts), torch.cat(word_shapes))
        scores = logits[:, : len(TAGS)].log_softmax(-1)
        ok = (allowed[:, None] & TAG_BITS[None]) > 0
        found["tag"] = [-scores.masked_fill(~ok, -1e4).logsumexp(-1).sum()]
        role = torch.cat(roles)
        if bool((role >= 0).any()):
            each = nn.functional.binary_cross_entropy_with_logits(
                logits[role >= 0, -1], role[role >= 0].float(), reduction="sum"
            )
            found["role"] = [each]
    return {name: torch.stack(parts).sum() for name, parts in found.items()}


# What a summed loss is divided by, so that tasks weigh alike: about the positives of a batch.
SCALE = {"tag": 60.0, "role": 100.0, "relation": 24.0, "status": 30.0, "speaker": 60.0}


class Schedule:
    """The batches of each epoch: all our passages, and of each open corpus a share."""

    def __init__(self, args: argparse.Namespace, generator: random.Random) -> None:
        self.args, self.generator = args, generator
        folder, rounds = args.corpora, args.epochs
        train, _ = relations.core_split(folder / "CORE")
        renamed = list(relations.core_renamed(train, generator)) if args.core_renamed else []
        early = [epoch * 5 < rounds * 3 for epoch in range(rounds)]
        # What is read of a corpus in an epoch, as a share of it; names are learnt early.
        self.shared: list[tuple[list[Example], list[float]]] = [
            (list(relations.core(train)), [args.core] * rounds),
            (list(relations.core(renamed)), [args.core_renamed] * rounds),
            (list(relations.knowledgenet(folder / "KnowledgeNet", {1, 2})), [0.8] * rounds),
            (self._others(), [args.others] * rounds),
            (self._named(), [args.named * e for e in early]),
            (list(chain.from_iterable(map(silver, args.silver))), [args.silver_share] * rounds),
        ]
        for examples, _ in self.shared:
            generator.shuffle(examples)
        self.taken = [0.0] * len(self.shared)

    def _others(self) -> list[Example]:
        folder = self.args.corpora
        return [
            *relations.knowledgenet_without(folder / "KnowledgeNet", {1, 2}),
            *relations.dfki(folder / "dfki_product_corpus"),
            *relations.redocred(folder / "Re-DocRED"),
            *uds(folder / "UDS_factuality", folder / "UD_English-EWT", self.generator),
        ]

    def _named(self) -> list[Example]:
        folder = self.args.corpora
        return [
            # Half of the web text: there is more of it than of news.
            *list(names.uner(folder / "UNER_English-EWT"))[::2],
            *list(names.wnut(folder / "WNUT17"))[::2],
            *names.wikigold(folder / "wikigold"),
            *names.crossner(folder / "CrossNER"),
        ]

    def epoch(self, number: int) -> list[list[Example]]:
        """Return the shuffled batches of an epoch; names are swapped in all but the last."""
        rows = [
            row
            for row in labelled_passages(self.args.labelled, self.args.corpora)
            if self.args.all or not held_out(row)
        ]
        swapper = NameSwapper(rows, self.generator)
        share = 0.0 if number == self.args.epochs - 1 else 0.35
        found = batches([e for row in rows for e in from_passage(swapper(row, share))], self.generator)
        for n, (examples, shares) in enumerate(self.shared):
            low, high = self.taken[n], self.taken[n] + shares[number]
            self.taken[n] = high
            size = len(examples)
            found += batches([examples[k % size] for k in range(int(low * size), int(high * size))], self.generator)
        self.generator.shuffle(found)
        print(
            f"epoch {number}: {len(rows)} passages, {sum(len(e.pieces) for b in found for e in b)} pieces", flush=True
        )
        return found


def silver(path: Path) -> list[Example]:
    """Read the Examples that ``training.silver`` wrote."""
    with path.open("rb") as made:
        found: list[Example] = pickle.load(made)
    return found


def pretrained() -> nn.Module:
    """Load the pretrained encoder; its word embeddings stay as they are, so that rare names keep theirs."""
    encoder: nn.Module = AutoModel.from_pretrained(
        encoder_path(), attn_implementation="sdpa", attention_probs_dropout_prob=0.0
    )
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return encoder


def mean(*paths: Path) -> dict[str, Tensor]:
    """Return the mean of saved weights (Wortsman et al., 2022)."""
    saved = [torch.load(path) for path in paths]
    return {name: torch.stack([weights[name] for weights in saved]).mean(0) for name in saved[0]}


def restored(*paths: Path) -> JointModel:
    """Return the model of saved weights or of their mean; its encoder may be smaller than the pretrained one."""
    weights = mean(*paths)
    encoder = pretrained()
    inner = [w.shape[0] for name, w in weights.items() if name.endswith("intermediate.dense.weight")]
    resize(encoder, len(inner), inner[0])
    model = JointModel(encoder)
    model.load_state_dict(weights)
    return model


def resize(encoder: Any, layers: int, inner: int) -> None:
    """Give an encoder of BERT's kind so many layers, each with a feed-forward layer of ``inner`` units."""
    encoder.encoder.layer = encoder.encoder.layer[:layers]
    for layer in encoder.encoder.layer:
        width = layer.output.dense.out_features
        layer.intermediate.dense = nn.Linear(width, inner)
        layer.output.dense = nn.Linear(inner, width)


def optimizer(model: JointModel, rate: float) -> torch.optim.Optimizer:
    """AdamW with a lower rate for the encoder than for the heads."""
    encoder = [p for p in model.encoder.bert.parameters() if p.requires_grad]
    rest = [p for n, p in model.named_parameters() if not n.startswith("encoder.bert.")]
    return torch.optim.AdamW(
        [{"params": encoder, "lr": rate}, {"params": rest, "lr": rate * 8}], weight_decay=0.01, fused=True
    )


def main(argv: list[str] | None = None) -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--labelled", type=Path, action="append", default=[])
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--core", type=float, default=0.6, help="how much of CORE an epoch reads")
    parser.add_argument("--core-renamed", type=float, default=0.0, help="the same of CORE with other names in it")
    parser.add_argument(
        "--named", type=float, default=0.15, help="how much of the corpora of names an early epoch reads"
    )
    parser.add_argument(
        "--others",
        type=float,
        default=0.15,
        help="how much an epoch reads of Re-DocRED, DFKI, UDS and KnowledgeNet's passages without a fact",
    )
    parser.add_argument("--silver", type=Path, action="append", default=[], help="what training.silver wrote")
    parser.add_argument("--silver-share", type=float, default=0.2, help="how much of it an epoch reads")
    parser.add_argument("--start-from", type=Path, nargs="+", help="weights to go on from, the mean of several")
    parser.add_argument("--all", action="store_true", help="train on the held-out tenth too")
    parser.add_argument("--limit-minutes", type=float, default=1e9)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args(argv)
    warnings.filterwarnings("ignore")
    torch.manual_seed(7)
    generator = random.Random(7)
    schedule = Schedule(args, generator)
    model = restored(*args.start_from) if args.start_from else JointModel(pretrained())
    model.train()
    run = Run(model, optimizer(model, args.rate), args)
    args.output.parent.mkdir(parents=True, exist_ok=True)
    for epoch in range(args.epochs):
        run.epoch(epoch, schedule.epoch(epoch))
        torch.save(run.weights(), args.output)


class Run:
    """One training run: steps, the falling rate, and the average of the weights of its last third."""

    def __init__(self, model: JointModel, adam: torch.optim.Optimizer, args: argparse.Namespace) -> None:
        self.model, self.adam, self.args = model, adam, args
        self.rates = [group["lr"] for group in adam.param_groups]
        self.averaged: dict[str, Tensor] = {}
        self.running: dict[str, float] = {}
        self.began = time.monotonic()
        self.steps = 0

    def epoch(self, number: int, order: list[list[Example]]) -> None:
        """Train on the batches of an epoch; stops early where the time is up."""
        for at, batch in enumerate(order):
            # Progress counts time too, so that a slow machine still ends with a cooled rate.
            minutes = (time.monotonic() - self.began) / 60
            progress = max((number + at / len(order)) / self.args.epochs, minutes / self.args.limit_minutes)
            if progress >= 1:
                return
            self.step(batch, progress)
            if self.steps % 100 == 0:
                shown = " ".join(f"{n} {v:.3f}" for n, v in sorted(self.running.items()))
                print(f"{number} {at}/{len(order)} {minutes:.1f} min {shown}", flush=True)

    def step(self, batch: list[Example], progress: float) -> None:
        """Take one step at the rate that ``progress`` in [0, 1) asks for."""
        self.steps += 1
        for group, rate in zip(self.adam.param_groups, self.rates, strict=True):
            group["lr"] = rate * min(1.0, self.steps / WARM_STEPS) * (1 - progress)
        parts = losses(self.model, batch)
        total = torch.stack([value / SCALE[name] for name, value in parts.items()]).sum()
        self.adam.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.adam.step()
        if progress > 0.67:
            for name, parameter in self.model.named_parameters():
                self.averaged.setdefault(name, parameter.detach().clone()).lerp_(parameter.detach(), 0.01)
        for name, value in parts.items():
            scaled = value.item() / SCALE[name]
            self.running[name] = 0.98 * self.running.get(name, scaled) + 0.02 * scaled

    def weights(self) -> dict[str, Tensor]:
        """Return the averaged weights where there are any yet, else the last."""
        return {**self.model.state_dict(), **self.averaged}


if __name__ == "__main__":
    main()
