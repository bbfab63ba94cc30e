"""Inference over texts of many lengths: alike ones together, on all of the runtime's streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from retrievers.models.runtime import openvino

BATCH = 16
"""Most texts in one inference."""
STEP = 8
"""Lengths are padded to a multiple of this, since the first input of a new shape costs 2 ms more. Only texts of one
padded length go together, so that a result does not depend, even in its last bits, on what else was read."""

Inputs = dict[str, Any]


def infer(
    model: Any,  # noqa: ANN401  # openvino.CompiledModel
    lengths: Sequence[int],
    inputs: Callable[[list[int], int], Inputs],
    taken: Callable[[list[int], Any], None],
) -> None:
    """Run a compiled model over texts of the given lengths.

    `inputs` makes the arrays of some rows, padded to a length; `taken` is given those rows and the request that holds
    their results.
    """
    queue = openvino().AsyncInferQueue(model)
    held: dict[int, list[int]] = {}
    # Results are fetched here and not in a callback: the runtime's threads would call it, and one that still
    # returns from its last call when the interpreter ends takes the process down.
    for rows in batches(lengths, streams=len(queue)):
        free = queue.get_idle_request_id()
        if free in held:
            taken(held[free], queue[free])
        held[free] = rows
        queue.start_async(inputs(rows, padded(lengths[rows[0]])))
    queue.wait_all()
    for request, rows in held.items():
        taken(rows, queue[request])


def batches(lengths: Sequence[int], streams: int) -> Iterator[list[int]]:
    """Yield rows in groups of one padded length, longest first, small enough that every stream gets one."""
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    size = min(BATCH, -(-len(lengths) // streams))
    for _, alike in groupby(order, key=lambda row: padded(lengths[row])):
        rows = list(alike)
        for start in range(0, len(rows), size):
            yield rows[start : start + size]


def padded(length: int) -> int:
    """Return the length that a text is padded to."""
    return -(-length // STEP) * STEP
