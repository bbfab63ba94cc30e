"""The network behind the trained reader, as an ONNX file that OpenVINO runs on the CPU."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrievers.models.batches import infer
from retrievers.models.runtime import compile_model
from retrievers.reading.sources import Source
from retrievers.reading.trained.encoding import Pieces, Window

FOLDER = Path(__file__).parents[2] / "models" / "reader"

Floats = NDArray[np.float32]
_MOST_KEPT = 2000
"""Chains whose outputs are remembered, since a whole question is read again from what its search read: 20 MB."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """What the network says of one window; all numbers are logits."""

    window: Window
    relevance: float
    """Whether the last passage belongs to the question, given those before it."""
    kinds: Floats
    """(4,) no answer, a span, yes, no."""
    begins: Floats
    """(length,) of every piece, that an answer begins there; very low in the question."""
    ends: Floats
    """(length,)"""


class ReaderNetwork:
    """Reads questions with chains of passages; compiled at the first call, and safe to call from several threads."""

    def __init__(self, folder: Path = FOLDER, *, computed_in: str | None = None) -> None:
        """Run the model in `folder`, in `bf16` or `f32`; without a choice in what the CPU is faster at."""
        self.folder = folder
        self._computed_in = computed_in
        self._kept: dict[tuple[str, tuple[Source, ...]], list[Output]] = {}

    @property
    def identity(self) -> str:
        """Hash of the model's files, written when they were exported."""
        return str(self.facts["identity"])

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What `reader.json` says: name, length, width, identity."""
        facts: dict[str, Any] = json.loads((self.folder / "reader.json").read_text("utf-8"))
        return facts

    def __call__(self, asked: Sequence[tuple[str, Sequence[Source]]]) -> list[list[Output]]:
        """Return the outputs for each question with its chain, one a window; the last ones are remembered."""
        wanted = [(question, tuple(chain)) for question, chain in asked]
        known = {each: kept for each in dict.fromkeys(wanted) if (kept := self._kept.get(each)) is not None}
        fresh = [each for each in dict.fromkeys(wanted) if each not in known]
        windows = self._pieces.windows(fresh)
        outputs = self._run([window for each in windows for window in each])
        known |= {each: [next(outputs) for _ in cut] for each, cut in zip(fresh, windows, strict=True)}
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        self._kept.update({each: known[each] for each in fresh})
        return [known[each] for each in wanted]

    def _run(self, windows: Sequence[Window]) -> Iterator[Output]:
        found: list[tuple[Floats, Floats]] = [(_NOTHING, _NOTHING)] * len(windows)

        def inputs(rows: list[int], length: int) -> dict[str, NDArray[np.int64]]:
            return _padded([windows[row] for row in rows], length)

        def taken(rows: list[int], request: Any) -> None:  # noqa: ANN401  # openvino.InferRequest
            chains, spans = (request.get_output_tensor(place).data for place in (0, 1))
            for place, row in enumerate(rows):
                found[row] = chains[place].copy(), spans[place, : len(windows[row].ids)].copy()

        infer(self._model, [len(window.ids) for window in windows], inputs, taken)
        for window, (chain, spans) in zip(windows, found, strict=True):
            yield Output(
                window=window, relevance=float(chain[0]), kinds=chain[1:], begins=spans[:, 0], ends=spans[:, 1]
            )

    @cached_property
    def _pieces(self) -> Pieces:
        return Pieces(self.folder / "tokenizer.json")

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401  # openvino.CompiledModel
        return compile_model(self.folder / "model.onnx", self._computed_in)


_NOTHING = np.empty(0, np.float32)


def _padded(windows: Sequence[Window], length: int) -> dict[str, NDArray[np.int64]]:
    """Return the model's three inputs, (n, length) each."""
    ids = np.zeros((len(windows), length), np.int64)
    mask, segments = np.zeros_like(ids), np.zeros_like(ids)
    for row, window in enumerate(windows):
        size = len(window.ids)
        ids[row, :size] = window.ids
        mask[row, :size] = 1
        segments[row, window.asked : size] = 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}


@cache
def default_network() -> ReaderNetwork:
    """Return the process's one shipped network, so that it is compiled once."""
    return ReaderNetwork()
