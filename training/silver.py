"""Label unlabelled articles with trained models, as probabilities, so that another learns from them.

    python -m training.silver --model DIR… --labelled DIR --corpora DIR --gold DIR -o SILVER.pkl [--words 1500000]

Knowledge distillation (Hinton et al., 2015): the target of a relation is the probability that the model gives it, or
that of the mean logits of several, and a word or claim may have any tag or status that is held possible.
``training.train --silver`` reads the result. Texts that share a sentence with one in ``--gold`` or with a labelled
passage are left out.
"""

from __future__ import annotations

import argparse
import multiprocessing
import pickle
import random
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from graphkit.extraction.candidates import Candidate
from graphkit.extraction.entities import decode
from graphkit.extraction.labels import TAGS
from graphkit.extraction.model import Floats, Ints, Model, softmax
from graphkit.extraction.reading import reading
from graphkit.extraction.relations import allowed_relations, pairs_by_window
from graphkit.extraction.windows import Window
from training.calibrate import sigmoid
from training.ensemble import make_reader
from training.examples import Example
from training.passages import labelled_passages
from training.unlabelled import texts, without

POSSIBLE_TAG = 0.1  # least probability of a tag that a word may have
POSSIBLE_STATUS = 0.2
CLAIMED = 0.5  # least probability of a relation whose status is taught
POST, NO_POST = 0.8, 0.2
ARTICLES_A_TASK = 40
PROCESSES = 2
Row = tuple[int, ...]


def masks(possible: Floats, least: float, best: Ints) -> Ints:
    """Return as bit masks which answers (…, answers) have at least this probability; the best (…) always counts."""
    ok = (possible >= least) | (np.arange(possible.shape[-1]) == best[..., None])
    found: Ints = (ok << np.arange(possible.shape[-1])).sum(-1)
    return found


def example(model: Model, window: Window, states: Floats, pairs: Sequence[tuple[Candidate, Row]]) -> Example:
    """Return a window with what a model makes of it, given the candidate pairs in it."""
    logits = model.words(states[window.first], states[window.last], window.shapes[window.first])
    post = sigmoid(logits[:, -1].astype(np.float64))
    roles = np.where(post >= POST, 1, np.where(post <= NO_POST, 0, -1))
    path, _ = decode(logits[:, : len(TAGS)])
    tags = masks(softmax(logits[:, : len(TAGS)]), POSSIBLE_TAG, np.array(path))
    found = Example(window.pieces, window.shapes, window.first, window.last, tags, roles)
    if not pairs:
        return found
    relations, statuses = model.pairs(states, np.array([row for _, row in pairs], dtype=np.int64))
    targets = sigmoid(relations.astype(np.float64))  # not calibrated: they stand beside targets of 0 and 1
    possible = masks(softmax(statuses), POSSIBLE_STATUS, statuses.argmax(-1))
    for n, (pair, row) in enumerate(pairs):
        allowed = allowed_relations(pair.first.type, pair.second.type)
        found.pairs.append(row)
        found.relations.append(np.where(allowed, targets[n], 0).astype(np.float32))
        found.weights.append(allowed.astype(np.float32))
        columns = np.flatnonzero(allowed & (targets[n] >= CLAIMED)).tolist()
        found.statuses += [(n, column, int(possible[n, column])) for column in columns]
    return found


def read(doc: Doc, model: Model) -> list[Example]:
    """Return the windows of a Doc that went through the pipeline as Examples."""
    found = reading(doc)
    windows = zip(found.windows, found.states, pairs_by_window(doc), strict=True)
    return [example(model, window, states, pairs) for window, states, pairs in windows]


def label(task: tuple[Sequence[Path], Sequence[str]]) -> list[Example]:
    """Read some texts with the models in some folders."""
    folders, found = task
    nlp, model = make_reader(folders)
    return [made for text in found for made in read(nlp(text), model)]


def tasks(models: Sequence[Path], chosen: Sequence[str], words: int) -> Iterator[tuple[Sequence[Path], Sequence[str]]]:
    """Yield texts, some at a time, until there are so many words."""
    given = 0
    for start in range(0, len(chosen), ARTICLES_A_TASK):
        if given >= words:
            return
        part = chosen[start : start + ARTICLES_A_TASK]
        given += sum(len(text.split()) for text in part)
        yield models, part


def main(argv: list[str] | None = None) -> None:
    """Label and save."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", type=Path, nargs="+", required=True, help="folders that training.export wrote")
    parser.add_argument("--labelled", type=Path, action="append", default=[])
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True, help="folder of articles to leave out")
    parser.add_argument("--words", type=int, default=1_500_000)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args(argv)
    labelled = (row["text"] for row in labelled_passages(args.labelled, args.corpora))
    chosen = without(dict.fromkeys(texts(args.corpora / "articles")), chain(texts(args.gold), labelled))
    random.Random(7).shuffle(chosen)
    made: list[Example] = []
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        for found in pool.imap(label, tasks(args.model, chosen, args.words)):
            made += found
            print(f"{len(made)} windows, {sum(len(e.pairs) for e in found)} pairs more", flush=True)
    args.output.parent.mkdir(parents=True, exist_ok=True)
    with args.output.open("wb") as out:
        pickle.dump(made, out)


if __name__ == "__main__":
    main()
