"""Where vectors are searched: on the CPU, or on a GPU that FAISS can use."""

from __future__ import annotations

from typing import Literal

from retrievers.errors import UserError

Device = Literal["auto", "cpu", "gpu"]
"""`auto` is the GPU where there is one that FAISS can use, else the CPU."""


def without_gpu() -> str:
    """Return why FAISS cannot use a GPU here, a clause; empty if it can."""
    import faiss

    if not hasattr(faiss, "StandardGpuResources"):
        return "this FAISS is built without GPU support, `make gpu` installs the one that has it"
    return "" if faiss.get_num_gpus() > 0 else "FAISS sees no GPU, `nvidia-smi` says whether the driver does"


def refuse_missing(device: Device) -> None:
    """Do nothing, or raise `UserError` if `gpu` is asked for and FAISS can use none."""
    if device == "gpu" and (reason := without_gpu()):
        raise UserError(f"The device is set to gpu, but {reason}.")


def uses_gpu(device: Device) -> bool:
    """Tell whether a GPU is to search; `UserError` if `gpu` is asked for and FAISS can use none."""
    refuse_missing(device)
    return device != "cpu" and not without_gpu()
