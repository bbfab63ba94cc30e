"""How likely the best candidate is right, judged by what is known before anybody checks it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from agent.reasoner.embedded.sql.candidate import Candidate, shares

WEIGHTS: Mapping[str, float] = {
    "base": -4.951,
    "cost": -1.277,
    "strength": 4.141,
    "share": 1.712,
    "margin": 0.507,
    "joins": -0.272,
    "barren": -1.68,
    "words": 0.001,
}
"""A logistic model; `evals.training.sql_trust` fits it."""

MOST = {"cost": 4.0, "margin": 3.0, "joins": 4.0, "words": 40.0}
"""Where a measure counts no more."""


def measures(ranked: Sequence[Candidate], *, strength: float, words: int) -> dict[str, float]:
    """Return what is known of the best candidate.

    Args:
        ranked: What was tried, best first; at least one.
        strength: The question's link strength, in [0, 1].
        words: Words of the question.
    """
    best, held = ranked[0], shares(ranked)
    rival = next((share for candidate, share in zip(ranked, held, strict=True) if share != held[0]), 0.0)
    found = {
        "cost": best.cost + best.outcome_cost,
        "strength": strength,
        "share": held[0],
        "margin": math.log(held[0]) - math.log(max(rival, 1e-6)),
        "joins": float(best.sql.count(" JOIN ")),
        "barren": float(best.outcome_cost > 0),
        "words": float(words),
    }
    return {name: min(value, MOST.get(name, value)) for name, value in found.items()}


def trust(found: Mapping[str, float]) -> float:
    """Return the probability, in [0, 1], that the best candidate answers the question; it is known by `measures`."""
    logit = WEIGHTS["base"] + sum(WEIGHTS[name] * value for name, value in found.items())
    return 1.0 / (1.0 + math.exp(-logit))
