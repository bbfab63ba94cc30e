"""Replies of a served model that reads passages, made from what a passage says in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def fact(subject: str, relation: str, target: str, evidence: str, time: str = "") -> dict[str, str]:
    """Return one fact as a model writes it."""
    return {"subject": subject, "relation": relation, "object": target, "evidence": evidence, "time": time}


def reply(*facts: Mapping[str, str], entities: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a whole reply; `entities` are kinds by name."""
    named = [{"name": name, "kind": kind} for name, kind in (entities or {}).items()]
    return {"reasoning": "It speaks of people.", "entities": named, "facts": list(facts)}
