"""The first reading of a question."""

from __future__ import annotations

from collections.abc import Callable

from agent.reasoner.base import Context
from agent.reasoner.embedded.ambiguity import Ambiguities
from agent.reasoner.embedded.compare import compare
from agent.reasoner.embedded.decompose import Hop, decompose
from agent.reasoner.embedded.holders import without_sources
from agent.reasoner.embedded.linking import Span
from agent.reasoner.embedded.route import Router
from agent.schema import Effort, Triage
from agent.techniques.base import Option
from retrievers.answer_type import answer_type


class Triager:
    """Reads a question: its form, how much it needs, and whether it is clear."""

    def __init__(
        self,
        read: Callable[[Context], str],
        names: Callable[[str], list[Span]],
        router: Router,
        ambiguities: Ambiguities,
    ) -> None:
        """Take the question with what was clarified from `read`, and names from `names`.

        `router` tells whether texts are the place for it, `ambiguities` whether a name in it is unclear.
        """
        self._read = read
        self._names = names
        self._router = router
        self._ambiguities = ambiguities

    def __call__(self, ctx: Context) -> Triage:
        """Return the form of the answer, the effort, and a question back where a name is ambiguous."""
        question = without_sources(self._read(ctx))
        names = self._names(question)
        compared = compare(question, names)
        if compared is not None:
            return Triage(
                form=compared.expects, effort=Effort.MEDIUM, reason=f"compares {len(compared.operands)} things"
            )
        hops = decompose(question, names)
        form = answer_type(question)
        if len(hops) > 1:
            return Triage(form=form, effort=Effort.MEDIUM, reason=f"{len(hops)} hops")
        unclear = None if ctx.clarifications else self._ambiguities(hops[0], names)
        asks = unclear is not None and bool(ctx.options.get(Option.MAY_ASK))
        trivial = unclear is None and self._is_for_texts(question, hops[0], ctx)
        return Triage(
            form=form,
            effort=Effort.LOW if trivial else Effort.MEDIUM,
            trivial=trivial,
            clarification=unclear.clarification() if unclear is not None and asks else None,
            assumption=unclear.assumption() if unclear is not None and not asks else "",
            reason="one hop",
        )

    def _is_for_texts(self, question: str, hop: Hop, ctx: Context) -> bool:
        """Whether no other source links better to the one hop of a question."""
        if self._router.whole(question, (hop,), ctx.tools) is not None:
            return False
        return self._router(hop, ctx.tools, {})[0].tool == "search"
