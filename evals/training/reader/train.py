"""Train the reader: `make train-reader` builds the data, trains and exports.

    python -m evals.training.reader.train --data examples.npz --out run --pieces 23e6

The same command runs on a CPU and on a GPU, and goes on where it was stopped if there are as many processes as before.
On two busy cores two processes of one thread each (`torchrun --nproc-per-node 2 -m evals.training.reader.train ...`)
are faster than one of two.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import torch
import torch.distributed
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from evals.training.published import published
from evals.training.reader.network import Batch, ReaderNetwork, losses
from evals.training.reader.packed import Packed, batches, padded_length

RATE = 1.5e-4
HEADS_RATE = 4.0
"""Learning rate of the new heads, in those of the encoder."""
WARM_UP = 0.05
DECAY = 0.01
CLIP = 1.0
BATCH = 8192
"""Pieces of a step, over all processes."""
_KEPT_EVERY = 120.0
"""Seconds between two states that training can go on from."""
_LOGGED_EVERY = 20


@dataclass(frozen=True, kw_only=True)
class Ranks:
    """The processes that train together."""

    rank: int
    world: int

    @classmethod
    def joined(cls) -> Ranks:
        """Join the group that `torchrun` started; alone without one."""
        world = int(os.environ.get("WORLD_SIZE", "1"))
        if world > 1:
            torch.distributed.init_process_group("gloo")
            torch.set_num_threads(1)
        return cls(rank=int(os.environ.get("RANK", "0")), world=world)

    def mean(self, tensors: list[Tensor]) -> None:
        """Replace tensors by their means over all processes."""
        if self.world > 1:
            flat = torch.cat([tensor.flatten() for tensor in tensors])
            torch.distributed.all_reduce(flat)
            for tensor, part in zip(tensors, flat.div_(self.world).split([t.numel() for t in tensors]), strict=True):
                tensor.copy_(part.view_as(tensor))


class Training:
    """A network on its way through the data; `folder` keeps the state to go on from."""

    def __init__(
        self,
        network: ReaderNetwork,
        data: Packed,
        folder: Path,
        *,
        total: float,
        seed: int,
        size: int = BATCH,
        rate: float = RATE,
    ) -> None:
        """Train `network` on `data`, `size` pieces a step, until `total` were seen.

        The learning rate of the encoder rises to `rate`, that of the heads to `HEADS_RATE` times as much.
        """
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.network = network.to(self.device)
        self.ranks = Ranks.joined()
        self._data, self._folder, self._total, self._seed, self._size = data, folder, total, seed, size
        self._learned = [p for p in network.parameters() if p.requires_grad]
        self._optimiser = torch.optim.AdamW(list(_groups(network, rate)), betas=(0.9, 0.98), fused=True)
        self._rates = [group["lr"] for group in self._optimiser.param_groups]
        self.step, self.seen = 0, 0
        self._load()

    def __call__(self, log: TextIO, steps: int | None = None) -> None:
        """Train to the end, or for so many steps; write a line to `log` now and then, and keep the state."""
        mean: dict[str, float] = {}
        kept = started = time.monotonic()
        began = self.seen
        last = None if steps is None else self.step + steps
        for numbers in islice(self._batches(), self.step, last):
            if self.seen >= self._total:
                break
            parts = self._learn(numbers)
            mean = {name: 0.97 * mean.get(name, value) + 0.03 * value for name, value in parts.items()}
            if self.ranks.rank == 0 and self.step % _LOGGED_EVERY == 0:
                rate = (self.seen - began) / (time.monotonic() - started)
                line = {"step": self.step, "seen": self.seen, "pieces_per_s": round(rate)}
                print(json.dumps(line | {name: round(value, 4) for name, value in mean.items()}), file=log, flush=True)
            if self.ranks.rank == 0 and time.monotonic() - kept > _KEPT_EVERY:
                self.save()
                kept = time.monotonic()
        if self.ranks.rank == 0:
            self.save()

    def save(self) -> None:
        """Write the weights, and the state to go on from."""
        state = {"step": self.step, "seen": self.seen, "optimiser": self._optimiser.state_dict()}
        save_file(
            {name: value.detach().cpu().clone() for name, value in self.network.state_dict().items()},
            self._folder / "reader.safetensors.part",
        )
        torch.save(state, self._folder / "state.part")
        (self._folder / "reader.safetensors.part").replace(self._folder / "reader.safetensors")
        (self._folder / "state.part").replace(self._folder / "state.pt")

    def _load(self) -> None:
        if (self._folder / "state.pt").exists():
            state = torch.load(self._folder / "state.pt", map_location=self.device, weights_only=True)
            self.network.load_state_dict(load_file(self._folder / "reader.safetensors"))
            self._optimiser.load_state_dict(state["optimiser"])
            self.step, self.seen = state["step"], state["seen"]

    def _batches(self) -> Iterator[NDArray[np.int64]]:
        size = self._size // self.ranks.world
        for epoch in count():
            mine = list(batches(self._data.lengths, size, self._seed + epoch))
            whole = len(mine) - len(mine) % self.ranks.world
            yield from mine[self.ranks.rank : whole : self.ranks.world]

    def _learn(self, numbers: NDArray[np.int64]) -> dict[str, float]:
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * schedule(self.seen / self._total)
        batch = batch_of(self._data, numbers, self.device)
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            chain, spans = self.network(batch.ids, batch.mask, batch.segments)
        parts = losses(chain, spans, batch)
        self._optimiser.zero_grad(set_to_none=True)
        torch.stack(list(parts.values())).sum().backward()
        self.ranks.mean([p.grad for p in self._learned if p.grad is not None])
        torch.nn.utils.clip_grad_norm_(self._learned, CLIP)
        self._optimiser.step()
        self.step += 1
        counted = torch.tensor([float(self._data.lengths[numbers].sum())])
        self.ranks.mean([counted])
        self.seen += int(counted.item() * self.ranks.world)
        return {name: float(value.detach()) for name, value in parts.items()}


def batch_of(data: Packed, numbers: NDArray[np.int64], device: torch.device) -> Batch:
    """Return examples as padded tensors."""
    length = padded_length(data.lengths[numbers])
    ids = np.zeros((len(numbers), length), np.int64)
    mask, segments = np.zeros_like(ids), np.zeros_like(ids)
    begins, ends = np.zeros(ids.shape, bool), np.zeros(ids.shape, bool)
    for row, number in enumerate(numbers):
        start, end = data.starts[number], data.starts[number + 1]
        ids[row, : end - start] = data.ids[start:end]
        mask[row, : end - start] = 1
        segments[row, data.asked[number] : end - start] = 1
        begins[row, : end - start] = data.begins[start:end]
        ends[row, : end - start] = data.ends[start:end]
    kinds, relevant = (each[numbers].astype(np.int64) for each in (data.kinds, data.relevant))
    arrays = {"ids": ids, "mask": mask, "segments": segments, "begins": begins, "ends": ends}
    arrays |= {"kinds": kinds, "relevant": relevant}
    return Batch(**{name: torch.from_numpy(array).to(device) for name, array in arrays.items()})


def schedule(progress: float) -> float:
    """Return the share of the learning rate: up to 1 over the warm-up, then straight down to 0."""
    if progress < WARM_UP:
        return max(progress / WARM_UP, 0.01)
    return max(0.0, (1 - progress) / (1 - WARM_UP))


def _groups(network: ReaderNetwork, rate: float) -> Iterator[dict[str, Any]]:
    """Yield the parameters with their learning rates; only matrices of the encoder decay."""
    named = [(name, p) for name, p in network.named_parameters() if p.requires_grad]
    encoder = [p for name, p in named if name.startswith("bert")]
    yield {"params": [p for p in encoder if p.ndim > 1], "lr": rate, "weight_decay": DECAY}
    yield {"params": [p for p in encoder if p.ndim <= 1], "lr": rate, "weight_decay": 0.0}
    heads = [p for name, p in named if not name.startswith("bert")]
    yield {"params": heads, "lr": rate * HEADS_RATE, "weight_decay": 0.0}


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description="Train the reader.")
    parser.add_argument("--data", type=Path, required=True, help="examples, as evals.training.reader.build writes them")
    parser.add_argument("--weights", type=Path, help="model.safetensors of the encoder to start from")
    parser.add_argument("--reader", type=Path, help="reader.safetensors of an earlier run to start from instead")
    parser.add_argument("--out", type=Path, required=True, help="folder of the weights and of the state to go on from")
    parser.add_argument("--pieces", type=float, default=23e6, help="word pieces to see in all")
    parser.add_argument("--rate", type=float, default=RATE, help="highest learning rate of the encoder")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    if arguments.reader:
        network = ReaderNetwork.from_reader(arguments.reader)
    else:
        network = ReaderNetwork.from_encoder(arguments.weights or published("model.safetensors"))
    training = Training(
        network,
        Packed.load(arguments.data),
        arguments.out,
        total=arguments.pieces,
        seed=arguments.seed,
        rate=arguments.rate,
    )
    with (arguments.out / f"log-{training.ranks.rank}.jsonl").open("a", encoding="utf-8") as log:
        training(log)


if __name__ == "__main__":
    main()
