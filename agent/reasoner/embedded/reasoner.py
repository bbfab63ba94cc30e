"""The reasoner without a language model."""

from __future__ import annotations

from functools import cached_property

from agent.reasoner.base import Context
from agent.reasoner.embedded.answering import Answerer
from agent.reasoner.embedded.critiquing import critique
from agent.reasoner.embedded.judging import judge
from agent.reasoner.embedded.linking import Span, name_spans
from agent.reasoner.embedded.planner import Planner
from agent.reasoner.embedded.reflecting import reflect
from agent.reasoner.embedded.rewriting import rewrite
from agent.reasoner.embedded.route import Router, Source, TextSource
from agent.reasoner.embedded.triaging import Triager
from agent.schema import Correction, Critique, Draft, Judgement, Plan, Triage
from retrievers.knowledge_base import KnowledgeBase
from retrievers.reader import Reader, default_reader


class EmbeddedReasoner:
    """Thinks on the CPU with grammars, word lists and small fitted models; it downloads nothing.

    Deterministic: the same question over the same knowledge base takes the same steps. It cuts questions into hops
    by their syntax, sends each hop to the source its words link to, compares in code, and quotes what it stands on.
    It does not paraphrase, and it knows nothing that the knowledge base does not say.
    """

    name = "embedded"
    offers: frozenset[str] = frozenset()

    def __init__(self, kb: KnowledgeBase, reader: Reader | None = None) -> None:
        """Think over `kb`; `reader` reads short answers and defaults to one that needs no model."""
        self._kb = kb
        self._reader = reader or default_reader(kb)

    async def triage(self, ctx: Context) -> Triage:
        """Read the question."""
        return self._triager(ctx)

    async def plan(self, ctx: Context) -> Plan:
        """Lay out the steps."""
        return self._planner(ctx)

    async def rewrite(self, ctx: Context) -> str:
        """Put a step's query in other words."""
        return rewrite(ctx)

    async def write_sql(self, ctx: Context) -> str:
        """Write a SELECT for a step."""
        del ctx
        return ""

    async def judge(self, ctx: Context) -> Judgement:
        """Weigh fresh results."""
        return judge(ctx)

    async def answer(self, ctx: Context) -> Draft:
        """Draft an answer."""
        return self._answerer(ctx)

    async def critique(self, ctx: Context) -> Critique:
        """Check a draft."""
        return critique(ctx)

    async def reflect(self, ctx: Context) -> Correction:
        """Correct what was criticised."""
        return reflect(ctx)

    @cached_property
    def _answerer(self) -> Answerer:
        return Answerer(self._reader)

    @cached_property
    def _planner(self) -> Planner:
        return Planner(self._names, Router(self._sources))

    @cached_property
    def _triager(self) -> Triager:
        return Triager(self._names)

    @cached_property
    def _sources(self) -> list[Source]:
        return [TextSource()]

    def _names(self, question: str) -> list[Span]:
        """Return the spans of a question that name something known."""
        return name_spans(question, [self._titles])

    def _titles(self, text: str) -> list[Span]:
        return [(mention.start, mention.end) for mention in self._kb.links.mentions(text)]
