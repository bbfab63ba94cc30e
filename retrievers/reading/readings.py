"""What a reader reads."""

from __future__ import annotations

from pydantic import Field

from retrievers.schema import Frozen, Passage


class Reading(Frozen):
    """A short answer and where it stands."""

    text: str
    """`passage.text[start:end]`, with two exceptions. Of a yes/no question it is `yes` or `no`, and the span is the
    sentence that decides; of an answer that only the title names it is those words, and the span the first sentence."""
    passage: Passage
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    score: float = Field(ge=0, le=1)
    """Probability that it is right, as far as the reader can tell."""
    beside: tuple[Passage, ...] = ()
    """Passages that it was read together with, and that lead to it."""
