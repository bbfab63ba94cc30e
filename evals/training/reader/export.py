"""Export a trained reader: `reader.safetensors` to the ONNX files that are shipped.

    python -m evals.training.reader.export --weights run/reader.safetensors --out retrievers/models/reader

The graph maps `input_ids`, `attention_mask` and `token_type_ids` (n, length) to `chain` (n, 5), the logits of relevance
and of the kinds of answer, and `spans` (n, length, 2), those of begin and end.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import numpy as np
from onnx import TensorProto, helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from evals.training.bert_graph import WIDTH, Array, BertGraph, GraphWriter, Precision, identity
from evals.training.published import published
from retrievers.reading.trained.encoding import LENGTH

NAME = "quaestor-reader"
INPUTS = dict.fromkeys(("input_ids", "attention_mask", "token_type_ids"), TensorProto.INT64)
_SCALE = 4.0
_LOW = -1e4
_TINY = 1e-12


def write_heads(bert: BertGraph, hidden: str, mask: str) -> None:
    """Write the heads over the hidden states (n, length, 384), as `ReaderNetwork` has them."""
    graph = bert.graph
    chain = graph.add("Mul", graph.add("Cast", "token_type_ids", to=TensorProto.FLOAT), mask)
    last, one = graph.constant(np.array([2], np.int64)), graph.constant(np.float32(1))
    in_chain = graph.add("Unsqueeze", chain, last)
    in_question = graph.add("Unsqueeze", graph.add("Sub", mask, chain), last)
    question, context = _mean(graph, hidden, in_question), _mean(graph, hidden, in_chain)
    near, far = _scaled(graph, question), _scaled(graph, context)
    first = graph.add("Gather", hidden, graph.constant(np.array(0, np.int64)), axis=1)
    apart = graph.add("Abs", graph.add("Sub", near, far))
    met = graph.add("Concat", first, question, context, graph.add("Mul", near, far), apart, axis=-1)
    weighed = bert.linear(graph.add("Gelu", bert.linear(met, "meeting")), "chain")
    graph.nodes.append(helper.make_node("Identity", [weighed], ["chain"], name="chain"))
    low = graph.add("Mul", graph.add("Sub", one, in_chain), graph.constant(np.float32(_LOW)))
    graph.nodes.append(helper.make_node("Add", [bert.linear(hidden, "span"), low], ["spans"], name="spans"))


def _mean(graph: GraphWriter, hidden: str, mask: str) -> str:
    axis = graph.constant(np.array([1], np.int64))
    total = graph.add("ReduceSum", graph.add("Mul", hidden, mask), axis, keepdims=0)
    size = graph.add("Max", graph.add("ReduceSum", mask, axis, keepdims=0), graph.constant(np.float32(1)))
    return graph.add("Div", total, size)


def _scaled(graph: GraphWriter, mean: str) -> str:
    norm = graph.add("ReduceL2", mean, graph.constant(np.array([1], np.int64)), keepdims=1)
    unit = graph.add("Div", mean, graph.add("Max", norm, graph.constant(np.float32(_TINY))))
    return graph.add("Mul", unit, graph.constant(np.float32(_SCALE)))


def export(weights: Mapping[str, Array], tokenizer: Path, out: Path, precision: Precision = "int8") -> None:
    """Write to the folder `out`: `model.onnx`, its data files, `tokenizer.json` and `reader.json`."""
    graph = GraphWriter(directory=out)
    named = {name.removeprefix("bert."): value for name, value in weights.items()}
    bert = BertGraph(graph=graph, weights=named, precision=precision, length=LENGTH)
    write_heads(bert, *bert("input_ids", "attention_mask", "token_type_ids"))
    graph.save("reader", INPUTS, {"chain": ["n", 5], "spans": ["n", "length", 2]})
    Tokenizer.from_file(str(tokenizer)).save(str(out / "tokenizer.json"), pretty=False)
    facts = {"name": NAME, "length": LENGTH, "width": WIDTH, "identity": identity(out)}
    (out / "reader.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser(description="Export a trained reader.")
    parser.add_argument("--weights", type=Path, required=True, help="reader.safetensors")
    parser.add_argument("--tokenizer", type=Path, help="tokenizer.json of the encoder")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--precision", choices=get_args(Precision), default="int8")
    arguments = parser.parse_args()
    tokenizer = arguments.tokenizer or published("tokenizer.json")
    export(load_file(arguments.weights), tokenizer, arguments.out, arguments.precision)


if __name__ == "__main__":
    main()
