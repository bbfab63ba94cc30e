"""A statement that may answer a question, and what running it gave."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.reasoner.embedded.sql.propose import Proposal
from agent.sql.attempt import Outcome

_COSTS = {Outcome.EMPTY: 1.2, Outcome.NULL: 1.2, Outcome.ERROR: 6.0, Outcome.REFUSED: 8.0}

FAILED = 20.0
"""What it costs not to run at all: whatever ran comes first."""


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
        return replace(self, outcome=outcome, detail=detail, gain=-FAILED if failed else gain)
