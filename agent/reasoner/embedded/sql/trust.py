"""How likely the best candidate is right, judged by what is known before anybody checks it."""

from __future__ import annotations

import math

from agent.reasoner.embedded.sql.candidate import Candidate

BASE = -1.6
COST = -1.9
"""For each unit of what the statement leaves unread."""
STRENGTH = 2.85
"""For the link strength of the question, in [0, 1]."""
MARGIN = 0.54
"""For each unit by which it is ahead of the next candidate, at most `MOST_MARGIN`."""
JOIN = -0.23
"""For each join, at most `MOST_JOINS`."""
BARREN = -1.2
"""If a trial run gave no rows, or only NULLs."""
LENGTH = -0.038
"""For each word of the question, at most `MOST_WORDS`."""

MOST_COST = 4.0
MOST_MARGIN = 2.0
MOST_JOINS = 4
MOST_WORDS = 40


def trust(best: Candidate, second: Candidate | None, *, strength: float, words: int) -> float:
    """Return the probability that the best candidate answers the question, in [0, 1].

    A logistic model fitted on questions of Spider's training set, asked of their own and of wrong databases, and on
    multi-hop questions asked of any; on databases that it was not fitted on its area under the ROC curve is 0.88.

    Args:
        best: The candidate with the highest score.
        second: The one after it; None if there is none.
        strength: The question's link strength, in [0, 1].
        words: Words of the question.
    """
    margin = MOST_MARGIN if second is None else max(0.0, best.score - second.score)
    logit = (
        BASE
        + COST * min(best.cost + best.outcome_cost, MOST_COST)
        + STRENGTH * strength
        + MARGIN * min(margin, MOST_MARGIN)
        + JOIN * min(best.sql.count(" JOIN "), MOST_JOINS)
        + BARREN * (best.outcome_cost > 0)
        + LENGTH * min(words, MOST_WORDS)
    )
    return 1.0 / (1.0 + math.exp(-logit))
