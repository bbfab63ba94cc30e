"""What a question demands of its answers, held against the ends of a path and said in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Self

from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.link.mentions import masked
from retrievers.graph.store.steps import Nodes
from retrievers.graph.walk.fit import AnswerFit, Wanted
from retrievers.schema import AnswerType

_UNFIT = 0.3
"""Fit below which the ends are of another kind."""
_FEW = 10
"""Ends that may still be meant where a question asks for one."""


@dataclass(frozen=True)
class Demands:
    """The kind of answers that a question asks for, how many of them, and what else: an order, a comparison."""

    fit: AnswerFit
    wanted: Wanted
    held: Callable[[Nodes], Nodes | None]
    """Gives of some nodes those that meet what is asked besides kind and path; None if that cannot be told of them."""

    @classmethod
    def of(cls, fit: AnswerFit, search: PathSearch, question: str, expects: AnswerType | None) -> Self:
        """Read them off a question, in which the names of the graph count as names and not as words."""
        plain = masked(question, search.topics(question))
        return cls(fit, Wanted.by(plain, expects), partial(search.held, question))

    def wrong(self, nodes: Nodes, held: Nodes | None, examples: Sequence[str]) -> str:
        """Say why the nodes cannot be the answers; empty if they can."""
        if held is not None and not len(held):
            return f"It leads to {', '.join(examples)}, and nothing there meets what the question demands of it."
        if self.wanted.confirms or self.fit(nodes, self.wanted) >= _UNFIT:
            return ""
        kind = self.wanted.noun or (self.wanted.kind.value if self.wanted.kind else "thing")
        return f"It leads to {', '.join(examples)}, and the question asks for another kind of thing: {kind}."

    def doubt(self, held: Nodes | None) -> str:
        """Say what speaks against the nodes and may still be right; empty if nothing does."""
        if held is None:
            return "What the question compares cannot be told of the things that it leads to."
        noun = self.wanted.noun
        if noun and not noun.endswith("s") and self.wanted.is_class and len(held) > _FEW:
            return f"It leads to {len(held)} things, and the question asks for one {noun}."
        return ""
