"""Print speeds as they are measured."""

from __future__ import annotations

import os

from rich.console import Console

from evals.bench.speed import run


def main() -> None:
    """Measure and print."""
    console = Console(highlight=False)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    console.print(f"{os.cpu_count()} cores, load {load:.1f} (a busy machine measures itself slow)", markup=False)
    for measure in run():
        console.print(
            f"{measure.name:28} {measure.value:10.1f} {measure.unit:11} {measure.over}", markup=False, soft_wrap=True
        )


if __name__ == "__main__":
    main()
