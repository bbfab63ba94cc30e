"""From the confidences of single steps to that of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod, sqrt

from agent.reasoner.embedded.links import Link
from agent.schema import StepResult

_SOFTEN = 0.75
"""Exponent of the product of a chain: its links are not independent, and a right end makes the others likelier."""


_TABLES = 0.8
"""What a clear result of SQL counts: it says that the statement ran, not that it was the right one."""


def worth(result: StepResult | Link) -> float:
    """Return the confidence of a result on one scale for all tools, in [0, 1]."""
    if result.tool == "graph":
        return sqrt(result.confidence)
    return result.confidence * (_TABLES if result.tool == "sql" else 1.0)


def of_chain(links: Sequence[Link]) -> float:
    """Return the chance, in [0, 1], that the end of a chain is right."""
    searched = [max(0.01, worth(link)) for link in links if link.tool != "python"]
    return min(1.0, prod(searched) ** _SOFTEN) if searched else 0.0
