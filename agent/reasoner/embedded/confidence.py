"""From the confidences of single steps to that of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, prod, sqrt

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
    """Return the chance, in [0, 1], that the end of a chain is right."""
    searched = [max(0.01, worth(link) * _spoken_of(link)) for link in links if link.tool != "python"]
    return min(1.0, prod(searched) ** _SOFTEN) if searched else 0.0


_INTERCEPT, _SLOPE = -0.845, 0.75
_BY_TOOL = {"python": 2.231, "sql": 0.957, "graph": 0.726}
"""Fitted by logistic regression on 492 answers: 2WikiMultihopQA, HotpotQA, MuSiQue (training and development rows)
and the sample. What could be computed is seldom wrong; a reading is less often right than its reader thinks."""


def calibrated(raw: float, tool: str) -> float:
    """Return the chance, in [0, 1], that an answer is right, from the confidence of its chain and its last tool."""
    clipped = min(0.99, max(0.01, raw))
    z = _INTERCEPT + _SLOPE * log(clipped / (1 - clipped)) + _BY_TOOL.get(tool, 0.0)
    return 1 / (1 + exp(-z))
