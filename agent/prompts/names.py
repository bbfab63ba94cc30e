"""Steps are `E1` in the state and `S1` in prompts, where `E1` is a piece of evidence: one name for one thing."""

from __future__ import annotations

import re
from collections.abc import Collection

_INNER = re.compile(r"(#|\bstep )E(?=\d)")
_SHOWN = re.compile(r"#S(?=\d)")
_BARE_INNER = re.compile(r"(?<!\[)\bE(\d+)\b(?!\])")
_BARE_SHOWN = re.compile(r"(?<!\[)\bS(\d+)\b(?!\])")


def show_step(step_id: str) -> str:
    """Return a step's name in prompts: `S2` of `E2`."""
    return f"S{step_id.removeprefix('E')}"


def show_references(text: str) -> str:
    """Write the placeholders in an input or a description as prompts do: `#S1` for `#E1`."""
    return _INNER.sub(r"\1S", text)


def read_references(text: str) -> str:
    """Write the placeholders in a model's input as the state does: `#E1` for `#S1`."""
    return _SHOWN.sub("#E", text)


def show_prose(text: str, steps: Collection[str]) -> str:
    """Write the names of `steps` in a sentence of the state as prompts do; labels such as `[E1]` stay."""
    return _BARE_INNER.sub(lambda found: f"S{found[1]}" if found[0] in steps else found[0], text)


def read_prose(text: str, steps: Collection[str]) -> str:
    """Write the names of `steps` in a model's sentence as the state does."""
    return _BARE_SHOWN.sub(lambda found: f"E{found[1]}" if f"E{found[1]}" in steps else found[0], text)


def read_step(name: str) -> str:
    """Return the step id that a model's `S2`, `#S2`, `E2` or `2` names; empty if it names none."""
    digits = re.fullmatch(r"\s*#?\s*(?:[SEse]|step)?\s*(\d+)\s*", name)
    return f"E{int(digits[1])}" if digits else ""


def read_label(name: str) -> str:
    """Return the evidence label that a model's `E3`, `[E3]` or `3` names; empty if it names none."""
    digits = re.fullmatch(r"\s*\[?\s*[Ee]?(\d+)\s*\]?\s*", name)
    return f"E{int(digits[1])}" if digits else ""
