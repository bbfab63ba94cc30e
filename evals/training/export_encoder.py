"""Build the shipped MiniLM sentence encoder from the published weights.

    python -m evals.training.export_encoder --weights model.safetensors --tokenizer tokenizer.json \
        --out retrievers/models/minilm

The graph is written node by node, so that neither torch nor an exporter is needed and equal weights give
an equal artifact. The word embeddings, half of the parameters, are stored as int8 with one scale a row and
dequantised after the lookup; the layers are stored as float16 and computed in whatever precision the runtime
chooses. Pooling and normalisation are part of the graph: it maps `input_ids` and `attention_mask` (n, length)
to `embedding` (n, 384).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2"
OPSET = 20
LAYERS = 6
HEADS = 12
WIDTH = 384
LENGTH = 256
"""Tokens of one text that are read, the two special ones included: the published length."""
NORM_EPSILON = 1e-12
MASKED = -1e4
"""Added to the attention scores of padding; finite in float16."""

Precision = Literal["compressed", "float32"]
Array = NDArray[Any]


@dataclass(kw_only=True)
class GraphWriter:
    """Collects nodes and weights; each weight names the data file that it is written to."""

    directory: Path
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    weights: list[onnx.TensorProto] = field(default_factory=list)
    blobs: dict[str, bytearray] = field(default_factory=dict)

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:  # noqa: ANN401  # as `make_node` takes them
        """Append a node of one output and return that output's name."""
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, value: Array | np.float32) -> str:
        """Store a small value inside the model file."""
        name = f"constant_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def weight(self, name: str, value: Array, file: str) -> str:
        """Store a large value in the data file `file`, aligned so that it can be mapped into memory."""
        blob = self.blobs.setdefault(file, bytearray())
        blob.extend(bytes(-len(blob) % 64))
        tensor = TensorProto(name=name, dims=value.shape, data_type=helper.np_dtype_to_tensor_dtype(value.dtype))
        tensor.data_location = TensorProto.EXTERNAL
        raw = np.ascontiguousarray(value).tobytes()
        for key, text in (("location", file), ("offset", len(blob)), ("length", len(raw))):
            tensor.external_data.add(key=key, value=str(text))
        blob.extend(raw)
        self.weights.append(tensor)
        return name

    def save(self, inputs: Mapping[str, int], output: str) -> None:
        """Write `model.onnx` and its data files, and check them."""
        graph = helper.make_graph(
            self.nodes,
            "minilm",
            [helper.make_tensor_value_info(name, kind, ["n", "length"]) for name, kind in inputs.items()],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["n", WIDTH])],
            self.weights,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
        self.directory.mkdir(parents=True, exist_ok=True)
        for file, blob in self.blobs.items():
            (self.directory / file).write_bytes(blob)
        path = self.directory / "model.onnx"
        path.write_bytes(model.SerializeToString(deterministic=True))
        onnx.checker.check_model(str(path), full_check=True)


@dataclass(frozen=True, kw_only=True)
class EncoderExport:
    """Writes the BERT encoder of `weights` (names as published) through `graph`."""

    graph: GraphWriter
    weights: Mapping[str, Array]
    precision: Precision

    def __call__(self) -> None:
        """Write the whole model: embeddings, layers, mean pooling, L2 normalisation."""
        graph = self.graph
        hidden = self.embed("input_ids")
        mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
        absent = graph.add("Sub", graph.constant(np.float32(1)), mask)
        bias = graph.add("Mul", absent, graph.constant(np.float32(MASKED)))
        bias = graph.add("Unsqueeze", bias, graph.constant(np.array([1, 2], np.int64)))
        for layer in range(LAYERS):
            hidden = self.layer(hidden, bias, layer)
        self.pool(hidden, mask)
        graph.save({"input_ids": TensorProto.INT64, "attention_mask": TensorProto.INT64}, "embedding")

    def embed(self, ids: str) -> str:
        """Sum of word, position and (constant) segment embeddings, normalised: (n, length, 384)."""
        graph, weights = self.graph, self.weights
        table = weights["embeddings.word_embeddings.weight"]
        if self.precision == "compressed":
            scale = np.abs(table).max(axis=1, keepdims=True) / 127
            rows = np.rint(table / np.where(scale == 0, 1, scale)).astype(np.int8)
            words = graph.add("Gather", graph.weight("word_embeddings", rows, "embeddings.bin"), ids, axis=0)
            words = graph.add("Cast", words, to=TensorProto.FLOAT)
            scales = graph.weight("word_scales", scale.astype(np.float32), "embeddings.bin")
            words = graph.add("Mul", words, graph.add("Gather", scales, ids, axis=0))
        else:
            words = graph.add("Gather", graph.weight("word_embeddings", table, "embeddings.bin"), ids, axis=0)
        places = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        length = graph.add("Shape", ids, start=1, end=2)
        zero, one = graph.constant(np.array([0], np.int64)), graph.constant(np.array([1], np.int64))
        places = graph.weight("position_embeddings", places[:LENGTH].astype(np.float32), "embeddings.bin")
        summed = graph.add("Add", words, graph.add("Slice", places, zero, length, zero, one))
        return self.normalise(summed, "embeddings.LayerNorm")

    def layer(self, hidden: str, bias: str, number: int) -> str:
        """One transformer layer: self-attention and feed-forward, each with residual and normalisation."""
        graph, prefix = self.graph, f"encoder.layer.{number}"
        query, key, value = (
            self.heads(hidden, f"{prefix}.attention.self.{part}") for part in ("query", "key", "value")
        )
        key = graph.add("Transpose", key, perm=[0, 1, 3, 2])
        scores = graph.add("MatMul", query, key)
        scores = graph.add("Mul", scores, graph.constant(np.float32(1 / math.sqrt(WIDTH // HEADS))))
        attention = graph.add("Softmax", graph.add("Add", scores, bias), axis=-1)
        context = graph.add("Transpose", graph.add("MatMul", attention, value), perm=[0, 2, 1, 3])
        context = graph.add("Reshape", context, graph.constant(np.array([0, 0, WIDTH], np.int64)))
        context = self.linear(context, f"{prefix}.attention.output.dense")
        hidden = self.normalise(graph.add("Add", context, hidden), f"{prefix}.attention.output.LayerNorm")
        inner = graph.add("Gelu", self.linear(hidden, f"{prefix}.intermediate.dense"))
        inner = self.linear(inner, f"{prefix}.output.dense")
        return self.normalise(graph.add("Add", inner, hidden), f"{prefix}.output.LayerNorm")

    def heads(self, hidden: str, name: str) -> str:
        """Project (n, length, 384) and split it into (n, heads, length, 32)."""
        shape = self.graph.constant(np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
        return self.graph.add(
            "Transpose", self.graph.add("Reshape", self.linear(hidden, name), shape), perm=[0, 2, 1, 3]
        )

    def linear(self, hidden: str, name: str) -> str:
        """Multiply by the transposed weight of `name` and add its bias."""
        weight = self.stored(f"{name}.weight", self.weights[f"{name}.weight"].T)
        bias = self.stored(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.graph.add("Add", self.graph.add("MatMul", hidden, weight), bias)

    def normalise(self, hidden: str, name: str) -> str:
        """Layer normalisation over the last axis."""
        scale = self.stored(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.stored(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.graph.add("LayerNormalization", hidden, scale, bias, axis=-1, epsilon=NORM_EPSILON)

    def stored(self, name: str, value: Array) -> str:
        """Store a layer's weight, as float16 when compressed, and return its float32 form."""
        half = "a" if not name.startswith("encoder.layer.") or int(name.split(".")[2]) < LAYERS // 2 else "b"
        if self.precision == "float32":
            return self.graph.weight(name, value, f"layers-{half}.bin")
        stored = self.graph.weight(name, value.astype(np.float16), f"layers-{half}.bin")
        return self.graph.add("Cast", stored, to=TensorProto.FLOAT)

    def pool(self, hidden: str, mask: str) -> None:
        """Mean over the tokens that are not padding, scaled to unit length: `embedding` (n, 384)."""
        graph = self.graph
        mask = graph.add("Unsqueeze", mask, graph.constant(np.array([2], np.int64)))
        axis = graph.constant(np.array([1], np.int64))
        total = graph.add("ReduceSum", graph.add("Mul", hidden, mask), axis, keepdims=0)
        mean = graph.add("Div", total, graph.add("ReduceSum", mask, axis, keepdims=0))
        norm = graph.add("ReduceL2", mean, axis, keepdims=1)
        graph.nodes.append(helper.make_node("Div", [mean, norm], ["embedding"], name="embedding"))


def export(weights: Path, tokenizer: Path, out: Path, precision: Precision = "compressed") -> None:
    """Write to the folder `out`: `model.onnx`, its data files, `tokenizer.json` and `encoder.json`.

    The tokenizer cuts at 256 tokens and does not pad. The facts in `encoder.json` are what the embedder says of
    itself; `identity` is the hash of all other files.
    """
    EncoderExport(graph=GraphWriter(directory=out), weights=load_file(weights), precision=precision)()
    words = Tokenizer.from_file(str(tokenizer))
    words.no_padding()
    words.enable_truncation(LENGTH)
    words.save(str(out / "tokenizer.json"), pretty=False)
    facts = {"name": NAME, "dimension": WIDTH, "length": LENGTH, "pooling": "mean", "identity": identity(out)}
    (out / "encoder.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")


def identity(folder: Path) -> str:
    """Hash of the names and contents of the model's files: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.bin"), folder / "model.onnx", folder / "tokenizer.json"]):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser(description="Build the shipped MiniLM encoder from the published weights.")
    parser.add_argument("--weights", type=Path, required=True, help="model.safetensors as published")
    parser.add_argument("--tokenizer", type=Path, required=True, help="tokenizer.json as published")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--precision", choices=("compressed", "float32"), default="compressed")
    arguments = parser.parse_args()
    export(arguments.weights, arguments.tokenizer, arguments.out, arguments.precision)


if __name__ == "__main__":
    main()
