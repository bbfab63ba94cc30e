"""Build the shipped MiniLM sentence encoder from the published weights.

    python -m evals.training.export_encoder --weights model.safetensors --tokenizer tokenizer.json \
        --out retrievers/models/minilm

Pooling and normalisation are part of the graph: it maps `input_ids` and `attention_mask` (n, length) to `embedding`
(n, 384).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Literal

import numpy as np
from onnx import TensorProto, helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from evals.training.bert_graph import WIDTH, BertGraph, GraphWriter, identity

NAME = "all-MiniLM-L6-v2"
LENGTH = 256
"""Tokens of one text that are read, the two special ones included: the published length."""

Precision = Literal["compressed", "float32"]


def pool(graph: GraphWriter, hidden: str, mask: str) -> None:
    """Mean over the tokens that are not padding, scaled to unit length: `embedding` (n, 384)."""
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
    graph = GraphWriter(directory=out)
    bert = BertGraph(
        graph=graph,
        weights=load_file(weights),
        precision="float32" if precision == "float32" else "float16",
        length=LENGTH,
    )
    pool(graph, *bert("input_ids", "attention_mask"))
    inputs = {"input_ids": TensorProto.INT64, "attention_mask": TensorProto.INT64}
    graph.save("minilm", inputs, {"embedding": ["n", WIDTH]})
    words = Tokenizer.from_file(str(tokenizer))
    words.no_padding()
    words.enable_truncation(LENGTH)
    words.save(str(out / "tokenizer.json"), pretty=False)
    facts = {"name": NAME, "dimension": WIDTH, "length": LENGTH, "pooling": "mean", "identity": identity(out)}
    (out / "encoder.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")


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
