"""From the confidences of single steps to what a chain of them counts."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod, sqrt

from agent.reasoner.embedded.links import Link
from agent.reasoner.embedded.support import names_subject
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


def _spoken_of(link: Link) -> float:
    """Return what a link counts: little if it was read in a text that does not name what it was asked of."""
    return _UNNAMED if link.tool == "search" and not names_subject(link) else 1.0


_UNNAMED = 0.25


def of_chain(links: Sequence[Link]) -> float:
    """Return what a chain counts beside others, in [0, 1]: the higher, the likelier its end is right."""
    searched = [max(0.01, worth(link) * _spoken_of(link)) for link in links if link.tool != "python"]
    return min(1.0, prod(searched) ** _SOFTEN) if searched else 0.0
