"""Train the joint model: labelled passages and open corpora to weights.

    python -m training.train --labelled DIR --corpora DIR -o OUT.pt [--epochs 8] [--limit-minutes 60]

Reads ``training/data/*.jsonl`` and, from the folders given, the passages and corpora that are not
ours to keep. The seed is fixed; on another machine rounding may differ.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModel

from graphkit.extraction.labels import TAGS
from training import corpora
from training.examples import ANY_TAG, Example, NameSwapper, encoder_path, from_passage
from training.model import JointModel

DATA = Path(__file__).parent / "data"
PIECES_A_BATCH = 1100


def passages(labelled: list[Path]) -> list[dict[str, Any]]:
    """Read every labelled passage, ours and those in the folders or files given, in a fixed order."""
    paths = sorted(DATA.glob("*.jsonl"))
    for place in labelled:
        paths += sorted(place.glob("*.jsonl")) if place.is_dir() else [place]
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def held_out(row: dict[str, Any]) -> bool:
    """Tell whether a passage belongs to the tenth that is kept for choosing settings."""
    return sum(map(ord, str(row["id"]))) % 13 == 0


def batches(examples: list[Example], generator: random.Random) -> list[list[Example]]:
    """Group examples of like length, then shuffle the groups."""
    keyed = sorted(examples, key=lambda e: (len(e.pieces) + generator.randrange(24), generator.random()))
    groups: list[list[Example]] = [[]]
    for example in keyed:
        if groups[-1] and len(example.pieces) * (len(groups[-1]) + 1) > PIECES_A_BATCH:
            groups.append([])
        groups[-1].append(example)
    generator.shuffle(groups)
    return groups


def padded(examples: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
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
                ok = (at[:, 2:3] & (1 << torch.arange(6))[None]) > 0
                found.setdefault("status", []).append(-logits.masked_fill(~ok, -1e4).logsumexp(-1).sum())
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
SCALE = {"tag": 60.0, "role": 100.0, "relation": 12.0, "status": 30.0, "speaker": 60.0}


def schedule(args: argparse.Namespace, rows: list[dict[str, Any]], generator: random.Random) -> list[list[Example]]:
    """Return all batches in the order of training: open corpora earlier, our passages throughout."""
    placed: list[tuple[float, list[Example]]] = []

    def add(examples: list[Example], low: float, high: float) -> None:
        placed.extend((generator.uniform(low, high), b) for b in batches(examples, generator))

    swapper = NameSwapper(rows, generator)
    for epoch in range(args.epochs):
        share = 0.0 if epoch == args.epochs - 1 else 0.35
        examples = [e for row in rows for e in from_passage(swapper(row, share))]
        add(examples, epoch / args.epochs, (epoch + 1) / args.epochs)
    if args.corpora:
        core_train, _ = corpora.core_split(args.corpora / "CORE")
        core = list(corpora.core(core_train))
        facts = list(corpora.knowledgenet(args.corpora / "KnowledgeNet", {1, 2}))
        named = [
            *corpora.uner(args.corpora / "UNER_English-EWT"),
            *corpora.wnut(args.corpora / "WNUT17"),
            *corpora.wikigold(args.corpora / "wikigold"),
            *corpora.crossner(args.corpora / "CrossNER"),
            *corpora.redocred(args.corpora / "Re-DocRED"),
        ]
        for n in range(args.core_epochs):
            add(core, n / args.core_epochs, (n + 1) / args.core_epochs)
        for n in range(args.fact_epochs):
            add(facts, n / args.fact_epochs, (n + 1) / args.fact_epochs)
        for _ in range(args.open_epochs):
            add(named, 0.0, 0.6)
    return [batch for _, batch in sorted(placed, key=lambda p: p[0])]


def pretrained() -> nn.Module:
    """Load the pretrained encoder; its word embeddings stay as they are, so that rare names keep theirs."""
    encoder: nn.Module = AutoModel.from_pretrained(
        encoder_path(), attn_implementation="sdpa", attention_probs_dropout_prob=0.0
    )
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return encoder


def optimizer(model: JointModel, rate: float) -> torch.optim.Optimizer:
    """AdamW with a lower rate for the encoder than for the heads."""
    encoder = [p for p in model.encoder.bert.parameters() if p.requires_grad]
    rest = [p for n, p in model.named_parameters() if not n.startswith("encoder.bert.")]
    return torch.optim.AdamW([{"params": encoder, "lr": rate}, {"params": rest, "lr": rate * 8}], weight_decay=0.01, fused=True)


def main(argv: list[str] | None = None) -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--labelled", type=Path, action="append", default=[])
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--core-epochs", type=int, default=4)
    parser.add_argument("--fact-epochs", type=int, default=2)
    parser.add_argument("--open-epochs", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--final-rate", type=float, default=0.0, help="share of the rate left at the end")
    parser.add_argument("--start-from", type=Path)
    parser.add_argument("--all", action="store_true", help="train on the held-out tenth too")
    parser.add_argument("--limit-minutes", type=float, default=1e9)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args(argv)
    warnings.filterwarnings("ignore")
    torch.manual_seed(7)
    generator = random.Random(7)
    rows = [row for row in passages(args.labelled) if args.all or not held_out(row)]
    order = schedule(args, rows, generator)
    model = JointModel(pretrained())
    if args.start_from:
        model.load_state_dict(torch.load(args.start_from))
    model.train()
    adam = optimizer(model, args.rate)
    warm = max(1, len(order) // 20)
    print(f"{len(rows)} passages, {len(order)} batches, {sum(len(e.pieces) for b in order for e in b)} pieces", flush=True)
    began = time.monotonic()
    running: dict[str, float] = {}
    averaged: dict[str, Tensor] = {}  # of the weights of the last half, by exponential decay
    rates = [group["lr"] for group in adam.param_groups]
    for step, batch in enumerate(order):
        # Progress counts time too, so that a slow machine still ends with a cooled rate.
        progress = max(step / len(order), (time.monotonic() - began) / 60 / args.limit_minutes)
        if progress >= 1:
            break
        for group, rate in zip(adam.param_groups, rates, strict=True):
            group["lr"] = rate * min(1.0, (step + 1) / warm) * (1 - progress * (1 - args.final_rate))
        parts = losses(model, batch)
        total = sum(value / SCALE[name] for name, value in parts.items())
        adam.zero_grad()
        total.backward()  # type: ignore[union-attr]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        if progress > 0.5:
            for name, parameter in model.named_parameters():
                averaged.setdefault(name, parameter.detach().clone()).lerp_(parameter.detach(), 0.01)
        for name, value in parts.items():
            running[name] = 0.98 * running.get(name, float(value) / SCALE[name]) + 0.02 * float(value) / SCALE[name]
        if step % 100 == 0:
            shown = " ".join(f"{n} {v:.3f}" for n, v in sorted(running.items()))
            print(f"{step}/{len(order)} {time.monotonic() - began:.0f}s {shown}", flush=True)
    model.load_state_dict({**model.state_dict(), **averaged})
    args.output.parent.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), args.output)


if __name__ == "__main__":
    main()
