"""Export trained weights to what ships in the wheel: int8 ONNX graphs, tokenizer, settings.

    python -m training.export WEIGHTS.pt… [-o graphkit/extraction/model] [--settings settings.json]

Of several weights the mean is exported. Encoder and heads are quantised to int8 (weights to 7 bits: processors
without VNNI saturate on 8); the head for pairs stays float: it would gain little speed and lose some right claims.
The encoder is checked against the float model on sample text and the difference printed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from graphkit.extraction import labels
from graphkit.extraction.windows import windows
from training.evaluate import MODEL
from training.examples import encoder_path, language, tokenizer
from training.model import WIDTH, JointModel
from training.train import restored

SAMPLE = (
    "Northbank is testing Facelock, a face recognition app from the Lisbon startup Corelight Vision, the bank said. "
    "Its chief executive, Ana Prado, denied that customers' photos were kept. “We never stored one,” she told Reuters."
)

# The operators of each graph whose weights become int8; the pair head isn't here, and stays float.
QUANTISED = {
    "encoder": ["MatMul", "Gemm", "Gather"],
    "words": ["MatMul", "Gemm"],
    "speakers": ["MatMul", "Gemm"],
}


class OneWindow(nn.Module):
    """The encoder over one window without padding."""

    def __init__(self, model: JointModel) -> None:
        super().__init__()
        self.encoder = model.encoder
        self.joined = nn.ModuleList(map(joined, model.encoder.bert.encoder.layer))

    def forward(self, pieces: Tensor, shapes: Tensor) -> Tensor:
        # Layer by layer, without a mask: there is nothing to leave out, and masking takes a sixth of the time.
        bert = self.encoder.bert
        states: Tensor = bert.embeddings(inputs_embeds=self.encoder.embed(pieces[None], shapes[None]))
        for layer, projection in zip(bert.encoder.layer, self.joined, strict=True):
            states = self.layer(layer, projection(states), states)
        return states[0]

    @staticmethod
    def layer(layer: Any, projected: Tensor, states: Tensor) -> Tensor:
        """One layer of BERT (Devlin et al., 2019), its queries, keys and values given side by side."""
        own = layer.attention.self
        query, key, value = projected.chunk(3, -1)
        attended = torch.onnx.ops.symbolic(  # onnxruntime's own, in tiles that stay in the cache
            "com.microsoft::MultiHeadAttention",
            (query, key, value),
            {"num_heads": own.num_attention_heads},
            dtype=states.dtype,
            shape=states.shape,
            version=1,
        )
        attention = layer.attention.output(attended, states)
        result: Tensor = layer.output(layer.intermediate(attention), attention)
        return result


def joined(layer: Any) -> nn.Linear:
    """Return the projections to queries, keys and values as one product: three narrow ones take half as long again."""
    parts = (layer.attention.self.query, layer.attention.self.key, layer.attention.self.value)
    whole = nn.Linear(parts[0].in_features, sum(p.out_features for p in parts))
    whole.weight.data = torch.cat([p.weight.data for p in parts])
    whole.bias.data = torch.cat([p.bias.data for p in parts])
    return whole


def export(model: JointModel, out: Path) -> None:
    """Write encoder.onnx, words.onnx, pairs.onnx and speakers.onnx into a folder, and the tokenizer."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for path in graphs(model, Path(folder)):
            target = out / path.name
            quantised = QUANTISED.get(path.stem)
            if quantised is None:
                target.write_bytes(path.read_bytes())
            else:
                quantize_dynamic(
                    path,
                    target,
                    weight_type=QuantType.QInt8,
                    per_channel=True,
                    reduce_range=True,
                    op_types_to_quantize=quantised,
                )
            strip(target)
    tokenizer().save(str(out / "tokenizer.json"), pretty=False)


def graphs(model: JointModel, folder: Path) -> Iterator[Path]:
    """Write the float graphs into a folder, and yield where each stands."""
    n = torch.export.Dim("n", min=2, max=512)
    m = torch.export.Dim("m", min=2, max=4096)
    pieces = torch.randint(1000, 2000, (40,))
    states = torch.randn(40, WIDTH)
    pairs = torch.tensor(
        [[1, 2, 5, 6, 1, 30, 1, 5, 1, 1], [3, 3, 9, 9, 1, 30, 2, 5, 1, 1], [3, 3, 9, 9, 1, 30, 2, 5, 1, 1]]
    )
    parts: list[tuple[str, nn.Module, tuple[Tensor, ...], list[str], list[str], Any]] = [
        ("encoder", OneWindow(model), (pieces, pieces % 20), ["pieces", "shapes"], ["states"], ({0: n}, {0: n})),
        (
            "words",
            model.words,
            (states, states, pieces % 20),
            ["first", "last", "shapes"],
            ["logits"],
            ({0: n}, {0: n}, {0: n}),
        ),
        ("pairs", model.pairs, (states, pairs), ["states", "pairs"], ["relations", "statuses"], ({0: n}, {0: m})),
        ("speakers", model.speakers, (states, pairs[:, :4]), ["states", "rows"], ["logits"], ({0: n}, {0: m})),
    ]
    for name, module, inputs, names, outputs, dynamic in parts:
        path = folder / f"{name}.onnx"
        torch.onnx.export(
            module.eval(),
            inputs,
            path,
            input_names=names,
            output_names=outputs,
            dynamic_shapes=dynamic,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        yield path


def strip(path: Path) -> None:
    """Take out of a graph where in the source each node came from: it names paths of the machine that exported it."""
    model = onnx.load(path)
    parts = [model.graph, *model.graph.node, *model.graph.value_info, *model.graph.initializer]
    for function in model.functions:
        parts += [function, *function.node]
    for part in [model, *parts]:
        part.doc_string = ""
        del part.metadata_props[:]
    onnx.save(model, path)


def difference(model: JointModel, out: Path) -> float:
    """Return the mean cosine between float and int8 states on a sample text."""
    doc = language()(SAMPLE)
    window = next(windows(doc, tokenizer()))
    session = onnxruntime.InferenceSession(out / "encoder.onnx")
    states = session.run(None, {"pieces": window.pieces, "shapes": window.shapes})[0]
    with torch.no_grad():
        inputs = (torch.from_numpy(window.pieces)[None], torch.from_numpy(window.shapes)[None])
        reference = model.encoder(*inputs, torch.ones_like(inputs[0]))[0].numpy()
    dot = (states * reference).sum(-1)
    return float(np.mean(dot / np.linalg.norm(states, axis=-1) / np.linalg.norm(reference, axis=-1)))


def settings(extra: dict[str, Any]) -> dict[str, Any]:
    """Return what the run time needs beside the graphs, with the labels that the weights were trained for."""
    return {
        "name": "graphkit-en",
        "version": "1",
        "threshold": 0.5,
        "scale": 1.0,
        "shift": 0.0,
        **extra,
        "labels": labels.described(),
    }


def main(argv: list[str] | None = None) -> None:
    """Export, check, and say how large the result is."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, default=MODEL)
    parser.add_argument("--settings", type=Path, help="JSON with name, version, thresholds and calibration")
    args = parser.parse_args(argv)
    warnings.filterwarnings("ignore")
    model = restored(*args.weights).eval()
    with torch.no_grad():
        export(model, args.output)
    extra = json.loads(args.settings.read_text(encoding="utf-8")) if args.settings else {}
    (args.output / "settings.json").write_text(json.dumps(settings(extra), indent=1) + "\n", encoding="utf-8")
    size = sum(p.stat().st_size for p in args.output.iterdir()) / 1e6
    print(f"{size:.1f} MB, cosine of int8 to float states {difference(model, args.output):.4f}, {encoder_path().name}")


if __name__ == "__main__":
    main()
