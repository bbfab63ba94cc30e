"""A statement that may answer a question, and what running it gave."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.reasoner.embedded.sql.propose import Proposal
from agent.sql.attempt import Outcome

_COSTS = {Outcome.EMPTY: 1.2, Outcome.NULL: 1.2, Outcome.ERROR: 6.0, Outcome.REFUSED: 8.0}

FAILED = 20.0
"""What it costs not to run at all: whatever ran comes first."""

BARREN = 3.0
"""What it costs to give nothing, beside what the ranker makes of that: who asks expects that there is an answer."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A statement and what speaks for it."""

    sql: str
    weight: float
    """What the ranker makes of its words and its shape."""
    cost: float
    """What it leaves unread or does not answer; 0 for nothing."""
    proposal: Proposal | None = None
    gain: float = 0.0
    """What the ranker makes of its trial run."""
    outcome: Outcome = Outcome.NOT_RUN
    detail: str = ""
    """The error or refusal."""
    result: object = None
    """What it gave, whatever the order of its rows; None if it did not run."""

    @property
    def score(self) -> float:
        """Comparable among the candidates of one question."""
        return self.weight + self.gain

    @property
    def outcome_cost(self) -> float:
        """What its trial run counts against it."""
        return _COSTS.get(self.outcome, 0.0)

    def after(self, outcome: Outcome, detail: str = "", *, gain: float = 0.0) -> Candidate:
        """Return the candidate as it stands after a trial run."""
        failed = outcome in (Outcome.ERROR, Outcome.REFUSED)
        gain -= BARREN if outcome in (Outcome.EMPTY, Outcome.NULL) else 0.0
        return replace(self, outcome=outcome, detail=detail, gain=-FAILED if failed else gain)


def result(rows: Sequence[Sequence[object]]) -> object:
    """Return what is equal for two results that hold the same rows, each as often."""
    return tuple(sorted(map(repr, rows)))


def shares(candidates: Sequence[Candidate]) -> list[float]:
    """Return for each candidate the share, in (0, 1], of those that give the same result.

    The share of one candidate is what a softmax over the scores gives it.
    """
    top = max((each.score for each in candidates), default=0.0)
    weights = [math.exp(each.score - top) for each in candidates]
    groups: defaultdict[object, float] = defaultdict(float)
    for each, weight in zip(candidates, weights, strict=True):
        groups[_group(each)] += weight
    return [groups[_group(each)] / sum(weights) for each in candidates]


def voted(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates, best first: those that give the same result count together."""
    pairs = zip(candidates, shares(candidates), strict=True)
    return [each for each, _ in sorted(pairs, key=lambda pair: (-round(pair[1], 9), -pair[0].score))]


def _group(candidate: Candidate) -> object:
    return candidate.sql if candidate.result is None else candidate.result
