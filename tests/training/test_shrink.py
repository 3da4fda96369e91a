"""Making a model smaller, and the encoder as it is exported, on a small encoder with random weights."""

from __future__ import annotations

from pathlib import Path

import onnxruntime
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra `train`")
transformers = pytest.importorskip("transformers", reason="training needs the extra `train`")

from training.export import graphs  # noqa: E402
from training.model import WIDTH, JointModel  # noqa: E402
from training.shrink import Batch, prune  # noqa: E402
from training.train import mean  # noqa: E402

LAYERS, INNER, PIECES = 3, 48, 20


@pytest.fixture
def model() -> JointModel:
    torch.manual_seed(3)
    config = transformers.BertConfig(
        vocab_size=100, hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=12, intermediate_size=INNER
    )
    return JointModel(transformers.BertModel(config)).eval()


@pytest.fixture
def batch() -> Batch:
    pieces = torch.randint(1, 100, (2, PIECES))
    return pieces, pieces % 20, torch.ones_like(pieces)


def test_the_exported_graphs_read_as_the_trained_model(model: JointModel, batch: Batch, tmp_path: Path) -> None:
    pieces, shapes = batch[0][0], batch[1][0]
    ends = [[1, 2, 5, 6, 0, 19, 1, 5, 1, 1], [3, 3, 9, 9, 2, 12, 2, 5, 1, 1], [0, 0, 18, 19, 0, 19, 4, 1, 3, 0]]
    pairs = torch.tensor(ends)
    with torch.no_grad():
        model.pairs.place.normal_()  # they begin as zeros, which would hide a place that was taken for another
        states = model.encoder(*batch)[0]
        calls = {
            "encoder": ({"pieces": pieces, "shapes": shapes}, [states]),
            "words": ({"first": states, "last": states, "shapes": shapes}, [model.words(states, states, shapes)]),
            "pairs": ({"states": states, "pairs": pairs}, list(model.pairs(states, pairs))),
            "speakers": ({"states": states, "rows": pairs[:, :4]}, [model.speakers(states, pairs[:, :4])]),
        }
    for path in graphs(model, tmp_path):
        inputs, wanted = calls.pop(path.stem)
        found = onnxruntime.InferenceSession(path).run(None, {name: value.numpy() for name, value in inputs.items()})
        for one, other in zip(found, wanted, strict=True):
            torch.testing.assert_close(torch.from_numpy(one), other, atol=1e-4, rtol=1e-4)
    assert not calls


def test_pruning_nothing_changes_nothing(model: JointModel, batch: Batch) -> None:
    with torch.no_grad():
        before = model.encoder(*batch)
        prune(model, [], INNER, [batch])
        torch.testing.assert_close(model.encoder(*batch), before)


def test_units_that_say_nothing_go_first(model: JointModel, batch: Batch) -> None:
    idle = [3, 11, 40]
    with torch.no_grad():
        for layer in model.encoder.bert.encoder.layer:
            layer.output.dense.weight[:, idle] = 0
        before = model.encoder(*batch)
        prune(model, [], INNER - len(idle), [batch])
        torch.testing.assert_close(model.encoder(*batch), before)


def test_a_dropped_layer_is_the_one_that_was_named(model: JointModel, batch: Batch) -> None:
    kept = [layer for n, layer in enumerate(model.encoder.bert.encoder.layer) if n != 1]
    prune(model, [1], INNER, [batch])
    assert list(model.encoder.bert.encoder.layer) == kept


def test_several_weights_are_taken_as_their_mean(model: JointModel, tmp_path: Path) -> None:
    weights = model.state_dict()
    torch.save(weights, tmp_path / "one.pt")
    torch.save({name: 3 * value for name, value in weights.items()}, tmp_path / "other.pt")
    for name, value in mean(tmp_path / "one.pt", tmp_path / "other.pt").items():
        torch.testing.assert_close(value, 2 * weights[name])
    assert mean(tmp_path / "one.pt").keys() == weights.keys()
