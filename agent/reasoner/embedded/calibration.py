"""How likely the chain that an answer is drafted from is to be right: a logistic model on what its links say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from agent.reasoner.embedded.confidence import worth
from agent.reasoner.embedded.links import Link
from agent.reasoner.embedded.support import supports
from retrievers.schema import AnswerType


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """The chain that an answer is drafted from."""

    chain: tuple[Link, ...]
    """In order; the last link answers the question."""
    raw: float
    """What it counts beside other chains, in [0, 1]."""
    instead: bool
    """Whether it is one reading of the whole question, in the place of hops."""
    together: bool = False
    """Whether that was read from passages taken together."""
    agrees: bool | None = None
    """Whether the other way to answer, by hops or at once, gives the same; None if there is none."""


WEIGHTS: Mapping[str, float] = {
    "1": 0.527,
    "agrees": 0.684,
    "alone": -0.545,
    "chain": 0.588,
    "hops": 0.335,
    "overlap": 0.437,
    "read": -1.363,
    "sides": 0.165,
    "told": 0.131,
}
"""Of the features, `1` for the intercept; fitted by `evals/training/chain_confidence.py`."""
TOGETHER: Mapping[str, float] = {"1": 0.47, "agrees": 0.823, "decides": -0.09, "odds": 0.824}
"""The same for readings of the whole question from passages taken together."""

_LEAST = 0.02
"""Chances below it, and above one less it, are taken for it."""


def described(chosen: Chosen) -> dict[str, float]:
    """Return the features of a chain.

    `chain` is the logarithm of the odds of what it counts, `hops` the number of links before those that it ends in,
    `told` that of readings which a graph or a table then knew, `alone` whether the question was one hop. Of a chain
    whose end was read, `overlap` is the share of the question's words in the quote, from -0.5 to 0.5. Of a comparison,
    `sides` is the mean logarithm of what its sides are worth, and `overlap` that of those that were read. `agrees` is 1
    if another way gives the same answer, and -1 if it gives another. A reading from passages taken together has `odds`,
    the logarithm of those of what it counts, and `decides` if it says yes or no.
    """
    raw = min(1 - _LEAST, max(_LEAST, chosen.raw))
    odds, agrees = log(raw / (1 - raw)), 0.0 if chosen.agrees is None else 2.0 * chosen.agrees - 1
    if chosen.together:
        decides = float(chosen.chain[-1].expects is AnswerType.YES_NO)
        return {"odds": odds, "agrees": agrees, "decides": decides}
    computed = chosen.chain[-1].tool == "python"
    links = [link for link in chosen.chain if link.tool != "python"]
    ends = _sides(links) if computed else links[-1:]
    read = [link for link in ends if link.tool == "search"]
    return {
        "chain": odds,
        "agrees": agrees,
        "hops": float(len(links) - len(ends)),
        "told": float(sum(link not in ends and _told(link, links) for link in links)),
        "alone": float(len(links) == 1 and not chosen.instead),
        "read": float(bool(read) and not computed),
        "overlap": _mean([_overlap(link) for link in read]) - 0.5 if read else 0.0,
        "sides": _mean([_log_worth(link) for link in ends]) if computed else 0.0,
    }


def calibrated(chosen: Chosen) -> float:
    """Return the chance, in [0, 1], that the end of a chain is the answer."""
    table = TOGETHER if chosen.together else WEIGHTS
    z = table["1"] + sum(table[name] * value for name, value in described(chosen).items())
    return 1 / (1 + exp(-z))


def _sides(links: Sequence[Link]) -> list[Link]:
    """Return the links that no other stands on."""
    needed = {name for link in links for name in link.depends_on}
    return [link for link in links if link.step not in needed]


def _told(link: Link, links: Sequence[Link]) -> bool:
    """Whether a link was read, and all that stand on it found its value in the graph or a table."""
    after = [other.tool for other in links if link.step in other.depends_on]
    return link.tool == "search" and bool(after) and "search" not in after


def _log_worth(link: Link) -> float:
    """Return the logarithm of a link's confidence; 0 of a table, whose rows are all equally sure."""
    return 0.0 if link.tool == "sql" else log(max(_LEAST, worth(link)))


def _overlap(link: Link) -> float:
    support = supports(link)
    return 0.0 if support is None else support.overlap


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
