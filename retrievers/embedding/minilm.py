"""The shipped encoder: all-MiniLM-L6-v2 as an ONNX file, run by OpenVINO on the CPU."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from retrievers.embedding.base import Vectors
from retrievers.models.batches import infer
from retrievers.models.runtime import compile_model

FOLDER = Path(__file__).parent.parent / "models" / "minilm"
WINDOW = 4096
"""Texts that are tokenised and sorted together; bounds the memory of a large corpus."""

Ints = np.ndarray[Any, np.dtype[np.int64]]


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

        def inputs(rows: list[int], length: int) -> dict[str, Ints]:
            return _padded([ids[row] for row in rows], length)

        def taken(rows: list[int], request: Any) -> None:  # noqa: ANN401  # openvino.InferRequest
            out[rows] = request.get_output_tensor(0).data

        infer(self._model, [len(tokens) for tokens in ids], inputs, taken)

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


def _padded(ids: list[list[int]], length: int) -> dict[str, Ints]:
    """Return the model's two inputs, (n, length) each."""
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
