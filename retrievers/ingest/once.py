"""Knowledge bases that the program makes for itself, below its cache."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retrievers.locks import awaited
from retrievers.versions import found


def built_once(target: Path, make: Callable[[Path], object]) -> Path:
    """Return the folder of a knowledge base; have it made first if it is not there.

    One that another process is building is waited for.
    """
    if not found(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = awaited(target.with_suffix(".lock"))
        try:
            if not found(target):
                make(target)
        finally:
            lock.release()
    return target
