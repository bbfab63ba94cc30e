"""What a pattern asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Operator = Literal["=", "!=", "<", "<=", ">", ">="]
OPERATORS: dict[str, Operator] = {operator: operator for operator in get_args(Operator)}


@dataclass(frozen=True)
class Variable:
    """What is sought: `?film`."""

    name: str

    def __str__(self) -> str:
        return f"?{self.name}"


@dataclass(frozen=True)
class Name:
    """An entity or a value as it is written."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'


Term = Variable | Name


@dataclass(frozen=True)
class Statement:
    """One triple of a pattern."""

    subject: Term | None
    """None if it stands in `words`, before the relation."""
    words: str
    """The relation; with it the name of an end that is None."""
    object: Term | None
    """None if it stands in `words`, after the relation."""
    inverse: bool = False
    """Whether the relation is read from object to subject."""

    def __str__(self) -> str:
        parts = [str(self.subject or ""), f"{'~' if self.inverse else ''}{self.words}", str(self.object or "")]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Condition:
    """A comparison that every solution passes."""

    left: Term
    operator: Operator
    right: Term

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"


@dataclass(frozen=True, kw_only=True)
class Query:
    """A basic graph pattern with what is wanted of its solutions."""

    statements: tuple[Statement, ...]
    conditions: tuple[Condition, ...] = ()
    wanted: tuple[str, ...] = ()
    """Variables to return; empty for all of them."""
    asks: bool = False
    """Whether only the existence of a solution is asked for."""
    counts: bool = False
    """Whether the number of solutions is asked for: of the distinct values of `wanted` if `distinct`."""
    distinct: bool = True
    order: tuple[str, bool] | None = None
    """Variable to order by, and whether the largest comes first."""
    limit: int | None = None
    offset: int = 0

    @property
    def variables(self) -> tuple[str, ...]:
        """All variables of the statements, in the order of their first mention."""
        terms = [term for statement in self.statements for term in (statement.subject, statement.object)]
        return tuple(dict.fromkeys(term.name for term in terms if isinstance(term, Variable)))
