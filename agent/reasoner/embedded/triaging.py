"""The first reading of a question."""

from __future__ import annotations

from collections.abc import Callable

from agent.reasoner.base import Context
from agent.reasoner.embedded.compare import compare
from agent.reasoner.embedded.decompose import decompose
from agent.reasoner.embedded.folding import folded
from agent.reasoner.embedded.linking import Span
from agent.schema import Effort, Triage
from retrievers.answer_type import answer_type


class Triager:
    """Reads a question: its form, how much it needs, and whether it is clear."""

    def __init__(self, names: Callable[[str], list[Span]]) -> None:
        self._names = names

    def __call__(self, ctx: Context) -> Triage:
        """Return the form of the answer and the effort."""
        question = folded(ctx.question, ctx.clarifications)
        names = self._names(question)
        compared = compare(question, names)
        hops = compared.hops if compared else decompose(question, names)
        single = compared is None and len(hops) == 1
        return Triage(
            form=compared.expects if compared else answer_type(question),
            effort=Effort.LOW if single else Effort.MEDIUM,
            trivial=single,
            reason="one hop" if single else f"{len(hops)} hops",
        )
