"""What a question demands of its answers, held against the ends of a path and said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from retrievers.graph.columns import Ints
from retrievers.graph.fit import AnswerFit, Wanted
from retrievers.graph.link import Mention
from retrievers.schema import AnswerType

_UNFIT = 0.3
"""Fit below which the ends are of another kind."""
_FEW = 10
"""Ends that may still be meant where a question asks for one."""


@dataclass(frozen=True)
class Demands:
    """The kind of answers that a question asks for, and whether for one or for several."""

    fit: AnswerFit
    wanted: Wanted

    @classmethod
    def of(cls, fit: AnswerFit, question: str, mentions: Sequence[Mention], expects: AnswerType | None) -> Self:
        """Read them off a question, in which the names of the graph count as names and not as words."""
        for mention in sorted(mentions, key=lambda mention: -mention.start):
            question = f"{question[: mention.start]}X{question[mention.end :]}"
        return cls(fit, Wanted.by(question, expects))

    def wrong(self, nodes: Ints, examples: Sequence[str]) -> str:
        """Say why the nodes cannot be the answers; empty if they can."""
        if self.wanted.confirms or self.fit(nodes, self.wanted) >= _UNFIT:
            return ""
        kind = self.wanted.noun or (self.wanted.kind.value if self.wanted.kind else "thing")
        return f"It leads to {', '.join(examples)}, and the question asks for another kind of thing: {kind}."

    def doubt(self, nodes: Ints) -> str:
        """Say what speaks against the nodes and may still be right; empty if nothing does."""
        noun = self.wanted.noun
        if noun and not noun.endswith("s") and self.wanted.is_class and len(nodes) > _FEW:
            return f"It leads to {len(nodes)} things, and the question asks for one {noun}."
        return ""
