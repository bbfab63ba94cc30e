"""What a comparison measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retrievers.schema import AnswerType

Way = Literal["min", "max", "same", "all", "holds", "shared", "difference", "sum"]
Joined = Literal["or", "and", "than"]
Reads = Literal["date", "year", "number", "quantity", "countries", "items", "first"]

AFFIRMED = 'first({}) == "yes"'
"""The test of a reply to a question for yes or no, `{}`."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question put to each side, and what its reply is tested for."""

    question: str
    """`{}` stands for the side's name."""
    expects: AnswerType
    relation: str = ""
    """What is asked, in the question's words."""
    test: str = AFFIRMED
    """Of the ways `all` and `holds`: code that is true of a reply, `{}`, which speaks for the side."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How to compare."""

    asked: tuple[Asked, ...]
    """Of `min` and `max`, two measure the span between their replies; of `all` and `holds`, each must hold."""
    way: Way
    """The side of the least or greatest value, whether values agree, whether all sides hold what is asked, the one
    that does, what sides share, by how much they differ, or the total."""
    reads: Reads = "first"
    """How code reads a reply."""
    role: str = ""
    """The person behind each side that is compared in its place: `director`."""
    picks: bool = True
    """Whether the answer is one of the sides, and not yes or no."""
    negated: bool = False
    """Whether what does not agree or hold is wanted, or the first side taken from the second."""
    as_said: bool = False
    """Whether what sides share is told in the words of their replies, where those agree."""
    expects: AnswerType = AnswerType.YES_NO
    """Of an answer that is neither a side nor yes or no: its form."""


def one(question: str, expects: AnswerType, relation: str = "") -> tuple[Asked, ...]:
    """Return a single question for each side."""
    return (Asked(question=question, expects=expects, relation=relation),)
