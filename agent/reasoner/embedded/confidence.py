"""From the confidences of single steps to that of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from agent.reasoner.embedded.links import Link

ABSTAIN = 0.12
"""Confidence below which an answer is not given."""
_SOFTEN = 0.75
"""Exponent of the product of a chain: its links are not independent, and a right end makes the others likelier."""


def of_chain(links: Sequence[Link]) -> float:
    """Return the chance, in [0, 1], that the end of a chain is right."""
    searched = [max(0.01, link.confidence) for link in links if link.tool != "python"]
    return min(1.0, prod(searched) ** _SOFTEN) if searched else 0.0
