"""How a question is asked of a graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from retrievers.graph.link.mentions import Mention
from retrievers.schema import AnswerType


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What is known of a question beside its words."""

    expects: AnswerType | None = None
    given: tuple[Mention, ...] = ()
    """Mentions that are known beforehand, as descriptions are; they count as marked."""
    check: Callable[[], None] = lambda: None
    """Is called often while it is answered, and may raise."""
