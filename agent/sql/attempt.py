"""The nouns of writing SQL: what a writer hands over, what was tried, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pydantic import Field

from retrievers.schema import Frozen


class Outcome(StrEnum):
    """What running a statement gave."""

    NOT_RUN = "not run"
    ROWS = "rows"
    """Rows that nothing speaks against."""
    EMPTY = "empty"
    """No rows."""
    NULL = "null"
    """Rows, but nothing in them."""
    ZERO = "zero"
    """One row that counts nothing."""
    TOO_MANY = "too many"
    """More rows than one thing can have."""
    REPEATED = "repeated"
    """Rows that repeat, or sums that count some rows more than once, because a join fans out."""
    SURPRISE = "surprise"
    """Values of another kind than the one asked for, or compared as another kind than they are."""
    ERROR = "error"
    REFUSED = "refused"
    """The guard did not let it run."""


class Written(Frozen):
    """What a writer hands over: a statement, or statements whose rows it wants to see first."""

    sql: str = ""
    """One SELECT; empty if the tables do not hold what is asked for, or while it still looks."""
    look: tuple[str, ...] = ()
    """Small SELECTs over values, ranges or joins; heeded only where a statement may be tried first."""
    rivals: tuple[str, ...] = ()
    """Statements between which the writer chooses once it sees what each gives; heeded as `look` is."""


class SqlAttempt(Frozen):
    """One statement that was tried for a step. Small, so that it can be kept with the step's result."""

    statement: str
    outcome: Outcome
    why: str = ""
    """One sentence: what speaks against it, or what a look at the tables showed."""
    rows: int = Field(default=0, ge=0)
    """Rows that were given."""
    truncated: bool = False
    """Whether there were more."""
    looks: bool = False
    """Whether it only looks at the tables, to write another statement better."""
    chosen: bool = False
    """Whether its rows are the step's result."""

    @property
    def fine(self) -> bool:
        """Whether nothing speaks against it."""
        return self.outcome is Outcome.ROWS


def severity(outcome: Outcome) -> int:
    """Rank outcomes: 0 for rows, 1 for rows that something speaks against, 2 for none, 3 and more for a failure."""
    return _SEVERITY.get(outcome, 1)


def best(drafts: Iterable[SqlAttempt]) -> SqlAttempt | None:
    """Return the draft that least speaks against, of equals the latest; None if there is none."""
    latest_first = list(drafts)[::-1]
    return min(latest_first, key=lambda each: severity(each.outcome), default=None)


_SEVERITY = {
    Outcome.ROWS: 0,
    Outcome.ZERO: 2,
    Outcome.EMPTY: 2,
    Outcome.NULL: 2,
    Outcome.NOT_RUN: 3,
    Outcome.ERROR: 4,
    Outcome.REFUSED: 4,
}
