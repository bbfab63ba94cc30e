"""The shipped encoder: all-MiniLM-L6-v2 as an ONNX file, run by OpenVINO on the CPU."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from retrievers.embedding.base import Vectors
from retrievers.models.runtime import compile_model, openvino

FOLDER = Path(__file__).parent.parent / "models" / "minilm"
WINDOW = 4096
"""Texts that are tokenised and sorted together; bounds the memory of a large corpus."""
BATCH = 16
"""Most texts in one inference."""
STEP = 8
"""Lengths are padded to a multiple of this, since the first input of a new shape costs 2 ms more. Only texts of one
padded length go together, so that a vector does not depend, even in its last bits, on what else was encoded."""


class MiniLMEmbedder:
    """Encodes English texts into 384 numbers, reading at most the first 256 tokens of each.

    Passages are split below that length when they are ingested; of a longer query the rest is not read. The
    model is compiled at the first call (about 0.3 s), and calls from several threads run side by side.
    """

    def __init__(self, folder: Path = FOLDER, *, computed_in: str | None = None) -> None:
        """Run the model in `folder`, in `bf16` or `f32`; without a choice in what the CPU is faster at."""
        self.folder = folder
        self._computed_in = computed_in

    @property
    def name(self) -> str:
        """The published name of the model."""
        return str(self._facts["name"])

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""
        return int(self._facts["dimension"])

    @property
    def identity(self) -> str:
        """Hash of the model's files, written when they were exported."""
        return str(self._facts["identity"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), 384) float32 rows of unit length, in the order of `texts`."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), WINDOW):
            window = texts[start : start + WINDOW]
            self._encode_window(window, vectors[start : start + len(window)])
        return vectors

    def _encode_window(self, texts: Sequence[str], out: Vectors) -> None:
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        queue = openvino().AsyncInferQueue(self._model)
        held: dict[int, list[int]] = {}
        # Results are fetched here and not in a callback: the runtime's threads would call it, and one that still
        # returns from its last call when the interpreter ends takes the process down.
        for rows in _batches(ids, streams=len(queue)):
            free = queue.get_idle_request_id()
            if free in held:
                out[held[free]] = queue[free].get_output_tensor(0).data
            held[free] = rows
            queue.start_async(_padded([ids[row] for row in rows]))
        queue.wait_all()
        for request, rows in held.items():
            out[rows] = queue[request].get_output_tensor(0).data

    @cached_property
    def _facts(self) -> dict[str, str | int]:
        facts: dict[str, str | int] = json.loads((self.folder / "encoder.json").read_text("utf-8"))
        return facts

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401  # tokenizers.Tokenizer
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(self.folder / "tokenizer.json"))

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401  # openvino.CompiledModel
        return compile_model(self.folder / "model.onnx", self._computed_in)


def _batches(ids: list[list[int]], streams: int) -> Iterator[list[int]]:
    """Yield rows in groups of one padded length, longest first, small enough that every stream gets one."""
    order = sorted(range(len(ids)), key=lambda row: -len(ids[row]))
    size = min(BATCH, -(-len(ids) // streams))
    for _, alike in groupby(order, key=lambda row: _length(ids[row])):
        rows = list(alike)
        for start in range(0, len(rows), size):
            yield rows[start : start + size]


def _length(tokens: list[int]) -> int:
    return -(-len(tokens) // STEP) * STEP


def _padded(ids: list[list[int]]) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    """Return the model's two inputs, (n, length) each."""
    length = max(map(_length, ids))
    padded = np.zeros((len(ids), length), np.int64)
    mask = np.zeros_like(padded)
    for row, tokens in enumerate(ids):
        padded[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return {"input_ids": padded, "attention_mask": mask}


@cache
def default_embedder() -> MiniLMEmbedder:
    """Return the process's one shipped encoder, so that it is compiled once."""
    return MiniLMEmbedder()
