"""The inference runtime of the shipped models: OpenVINO on the CPU, loaded on first use."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

_CONVERTER = "openvino.tools.ovc"
_loading = Lock()


def openvino() -> ModuleType:
    """Return the `openvino` package, imported without its model converter.

    Importing the converter reports the import to the vendor, nothing here converts models, and the import is
    faster without. The package treats a converter that cannot be imported as not installed.
    """
    with _loading:
        if "openvino" not in sys.modules:
            sys.modules[_CONVERTER] = None  # type: ignore[assignment]  # how an import is made to fail, see `import`
            try:
                import openvino
            finally:
                del sys.modules[_CONVERTER]
            _bind_arrays(openvino)
        import openvino

    package: ModuleType = openvino
    return package


def _bind_arrays(package: ModuleType) -> None:
    """Let the runtime meet numpy for the first time here, in one thread.

    It binds numpy's interface when it first sees an array, behind a lock that it takes without giving up the
    interpreter's: two threads that both come first wait for each other for ever.
    """
    import numpy as np

    tensor = package.Tensor(np.zeros(1, np.float32))
    tensor.data[:] = 0.0


@cache
def core() -> Any:  # noqa: ANN401  # openvino.Core, whose package is not imported at the top
    """Return the runtime's one `Core`, which finds the devices."""
    return openvino().Core()


def precision() -> str:
    """Return the precision to compute in: bf16 where the CPU multiplies it in hardware, f32 elsewhere."""
    return "bf16" if "BF16" in core().get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"


def compile_model(path: Path, computed_in: str | None = None) -> Any:  # noqa: ANN401  # openvino.CompiledModel
    """Compile the ONNX file for this CPU and for throughput: one thread an inference, a core each.

    `computed_in` is `bf16` or `f32`, by default what `precision` says. It takes 0.15 s for the encoder; the runtime's
    cache would save 0.1 s of it for 55 MB on disk, so it is off.
    """
    options = {"INFERENCE_PRECISION_HINT": computed_in or precision(), "PERFORMANCE_HINT": "THROUGHPUT"}
    return core().compile_model(str(path), "CPU", options)
