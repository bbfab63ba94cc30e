"""A BERT encoder as an ONNX graph, written node by node.

Neither torch nor an exporter is needed, and equal weights give an equal artifact. The word embeddings, half of the
parameters of a small model, are stored as int8 with one scale a row and dequantised after the lookup; the layers are
stored as float16 or as int8, and computed in whatever precision the runtime chooses.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
LAYERS = 6
HEADS = 12
WIDTH = 384
NORM_EPSILON = 1e-12
MASKED = -1e4
"""Added to the attention scores of padding; finite in float16."""

Precision = Literal["float32", "float16", "int8"]
"""How the layers are stored; below float32 the word embeddings are int8."""
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

    def save(self, name: str, inputs: Mapping[str, int], outputs: Mapping[str, Sequence[str | int]]) -> None:
        """Write `model.onnx`, a graph of that name, and its data files, and check them.

        `inputs` are of the given types, (n, length) each; `outputs` are floats of the given shapes.
        """
        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(key, kind, ["n", "length"]) for key, kind in inputs.items()],
            [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in outputs.items()],
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
class BertGraph:
    """Writes the BERT encoder of `weights` (names as published) through `graph`."""

    graph: GraphWriter
    weights: Mapping[str, Array]
    precision: Precision
    length: int
    """Most pieces of an input."""

    def __call__(self, ids: str, mask: str, segments: str | None = None) -> tuple[str, str]:
        """Return the hidden states (n, length, 384) and the mask as floats; without `segments` all are 0."""
        graph = self.graph
        hidden = self.embed(ids, segments)
        mask = graph.add("Cast", mask, to=TensorProto.FLOAT)
        absent = graph.add("Sub", graph.constant(np.float32(1)), mask)
        bias = graph.add("Mul", absent, graph.constant(np.float32(MASKED)))
        bias = graph.add("Unsqueeze", bias, graph.constant(np.array([1, 2], np.int64)))
        for layer in range(LAYERS):
            hidden = self.layer(hidden, bias, layer)
        return hidden, mask

    def embed(self, ids: str, segments: str | None) -> str:
        """Sum of word, position and segment embeddings, normalised: (n, length, 384)."""
        graph, weights = self.graph, self.weights
        all_words = weights["embeddings.word_embeddings.weight"]
        if self.precision != "float32":
            rows, scale = quantised(all_words)
            words = graph.add("Gather", graph.weight("word_embeddings", rows, "embeddings.bin"), ids, axis=0)
            words = graph.add("Cast", words, to=TensorProto.FLOAT)
            scales = graph.weight("word_scales", scale.astype(np.float32), "embeddings.bin")
            words = graph.add("Mul", words, graph.add("Gather", scales, ids, axis=0))
        else:
            words = graph.add("Gather", graph.weight("word_embeddings", all_words, "embeddings.bin"), ids, axis=0)
        places, kinds = (weights[f"embeddings.{kind}_embeddings.weight"] for kind in ("position", "token_type"))
        if segments is None:
            places = places + kinds[0]
        length = graph.add("Shape", ids, start=1, end=2)
        zero, one = graph.constant(np.array([0], np.int64)), graph.constant(np.array([1], np.int64))
        stored = graph.weight("position_embeddings", places[: self.length].astype(np.float32), "embeddings.bin")
        summed = graph.add("Add", words, graph.add("Slice", stored, zero, length, zero, one))
        if segments is not None:
            table = graph.weight("segment_embeddings", kinds.astype(np.float32), "embeddings.bin")
            summed = graph.add("Add", summed, graph.add("Gather", table, segments, axis=0))
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
        weight = self.matrix(f"{name}.weight")
        bias = self.stored(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.graph.add("Add", self.graph.add("MatMul", hidden, weight), bias)

    def matrix(self, name: str) -> str:
        """Store a weight (outputs, inputs) transposed, and return its float32 form."""
        if self.precision != "int8":
            return self.stored(name, self.weights[name].T)
        rows, scale = quantised(self.weights[name])
        stored = self.graph.weight(name, rows.T, self.file(name))
        scales = self.graph.weight(f"{name}.scale", scale.T.astype(np.float32), self.file(name))
        return self.graph.add("Mul", self.graph.add("Cast", stored, to=TensorProto.FLOAT), scales)

    def normalise(self, hidden: str, name: str) -> str:
        """Layer normalisation over the last axis."""
        scale = self.stored(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.stored(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.graph.add("LayerNormalization", hidden, scale, bias, axis=-1, epsilon=NORM_EPSILON)

    def stored(self, name: str, value: Array) -> str:
        """Store a layer's weight, as float16 when compressed, and return its float32 form."""
        if self.precision == "float32":
            return self.graph.weight(name, value, self.file(name))
        stored = self.graph.weight(name, value.astype(np.float16), self.file(name))
        return self.graph.add("Cast", stored, to=TensorProto.FLOAT)

    def file(self, name: str) -> str:
        """Return the data file of a layer's weight."""
        first = not name.startswith("encoder.layer.") or int(name.split(".")[2]) < LAYERS // 2
        return f"layers-{'a' if first else 'b'}.bin"


def quantised(matrix: Array) -> tuple[Array, Array]:
    """Return a matrix as int8 rows, and the scale (rows, 1) of each."""
    scale = np.abs(matrix).max(axis=1, keepdims=True) / 127
    return np.rint(matrix / np.where(scale == 0, 1, scale)).astype(np.int8), scale


def identity(folder: Path) -> str:
    """Hash of the names and contents of the model's files: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.bin"), folder / "model.onnx", folder / "tokenizer.json"]):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
