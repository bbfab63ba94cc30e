"""The reasoner without a language model."""

from __future__ import annotations

from functools import cached_property

from agent.reasoner.base import Context
from agent.reasoner.embedded.ambiguity import Ambiguities
from agent.reasoner.embedded.answering import Answerer
from agent.reasoner.embedded.critiquing import critique
from agent.reasoner.embedded.drafting import draft_sql
from agent.reasoner.embedded.folding import folded
from agent.reasoner.embedded.judging import Judge
from agent.reasoner.embedded.kinds import GraphKinds, TableKinds
from agent.reasoner.embedded.known import KnownNames
from agent.reasoner.embedded.planner import Kind, Planner
from agent.reasoner.embedded.reflecting import reflect
from agent.reasoner.embedded.rewriting import rewrite
from agent.reasoner.embedded.route import Router, Source, TextSource
from agent.reasoner.embedded.sources import GraphSource, Run, TableSource
from agent.reasoner.embedded.sql.lookup import RowLookup
from agent.reasoner.embedded.sql_writer import SqlWriter
from agent.reasoner.embedded.triaging import Triager
from agent.schema import Correction, Critique, Draft, Judgement, Plan, Proposal, Triage
from agent.sql.attempt import Written
from agent.sql.lessons import Lessons
from retrievers.graph.ask.paths import PathSearch
from retrievers.knowledge_base import KnowledgeBase
from retrievers.reader import Reader, default_reader
from retrievers.schema import Triple
from tools.sql.catalog import Catalog
from tools.sql.engine import Engine, Rows
from tools.sql.engines.duckdb import DuckDBEngine

_TRIAL_ROWS = 20
_TRIAL_SECONDS = 2.0


_READ_TOGETHER = 6
"""Passages found for a whole question that are kept to be read together."""
_READ_WITH_ROWS = 8
"""The same where rows of tables are among them, which come in pairs with what they lead to."""


class EmbeddedReasoner:
    """Thinks on the CPU with grammars, word lists and small fitted models; it downloads nothing.

    Deterministic: the same question over the same knowledge base takes the same steps. It cuts questions into hops
    by their syntax, sends each hop to the source its words link to, compares in code, and quotes what it stands on.
    It does not paraphrase, and it knows nothing that the knowledge base does not say.
    """

    name = "embedded"
    offers: frozenset[str] = frozenset()

    def __init__(
        self,
        kb: KnowledgeBase,
        reader: Reader | None = None,
        chains: Reader | None = None,
        database: Engine | None = None,
    ) -> None:
        """Think over `kb`, and over the tables of `database` in place of its own.

        `reader` reads short answers, and `chains` whole questions from passages taken together.
        """
        self._database = database
        self._kb = kb
        self._reader = reader or default_reader(kb)
        self._chains = chains

    async def triage(self, ctx: Context) -> Triage:
        """Read the question."""
        return self._triager(ctx)

    async def plan(self, ctx: Context) -> Plan:
        """Lay out the steps."""
        return self._planner(ctx)

    async def rewrite(self, ctx: Context) -> str:
        """Put a step's query in other words."""
        return rewrite(ctx)

    async def write_sql(self, ctx: Context) -> Written:
        """Write a SELECT for a step."""
        return draft_sql(self._tables[0], ctx) if self._tables else Written()

    async def judge(self, ctx: Context) -> Judgement:
        """Weigh fresh results."""
        return self._judge(ctx)

    async def answer(self, ctx: Context) -> Draft:
        """Draft an answer."""
        return self._answerer(ctx)

    async def critique(self, ctx: Context) -> Critique:
        """Check a draft."""
        return critique(ctx)

    async def reflect(self, ctx: Context) -> Correction:
        """Correct what was criticised."""
        return reflect(ctx)

    async def propose(self, ctx: Context) -> Proposal:  # noqa: ARG002 - the role's signature
        """Name no paths: the graph's own search finds them from the question's words."""
        return Proposal()

    async def grow(self, ctx: Context) -> tuple[Triple, ...]:  # noqa: ARG002 - the role's signature
        """Read no facts: what can be read without a model is read when documents are indexed."""
        return ()

    def _read(self, ctx: Context) -> str:
        """Return the question with what the user clarified, or with the reading that is assumed."""
        assumption = ctx.triage.assumption if ctx.triage is not None else ""
        return folded(ctx.question, ctx.clarifications, assumption, self._meant)

    def _meant(self, name: str, reply: str) -> str | None:
        return self._ambiguities.chosen(name, reply, self._known.describe)

    @cached_property
    def _answerer(self) -> Answerer:
        return Answerer(
            self._read, self._reader, self._chains, self._known.spans, looks=self._kb.manifest.rows_searched
        )

    @cached_property
    def _planner(self) -> Planner:
        kinds: list[Kind] = [GraphKinds(self._kb.graph)] if self._kb.manifest.card.triples else []
        if self._tables is not None:
            kinds.append(TableKinds(self._tables[1], self._tables[2]))
        return Planner(self._read, self._known.spans, self._router, kinds)

    @cached_property
    def _router(self) -> Router:
        return Router(self._sources)

    @cached_property
    def _judge(self) -> Judge:
        kept = _READ_WITH_ROWS if self._kb.manifest.rows_searched else _READ_TOGETHER
        return Judge(self._planner, kept_whole=kept if self._chains is not None else 0)

    @cached_property
    def _triager(self) -> Triager:
        return Triager(self._read, self._known.spans, self._router, self._ambiguities)

    @cached_property
    def _known(self) -> KnownNames:
        return KnownNames(self._kb, self._reader)

    @cached_property
    def _ambiguities(self) -> Ambiguities:
        tools = tuple(source.tool for source in self._sources)
        return Ambiguities(self._known.bearers, lambda hop, full: self._known.support(self._router, hop, full, tools))

    @cached_property
    def _sources(self) -> list[Source]:
        sources: list[Source] = [TextSource() if self._kb.manifest.card.documents else TextSource(strength=0.0)]
        if self._kb.manifest.card.triples:
            card, partial = self._kb.manifest.card, self._kb.manifest.partial_graph
            search = PathSearch(self._kb.graph, None if card.documents else self._kb.embedder)
            sources.append(GraphSource(search, partial=partial, alone=not card.documents))
        if self._tables is not None:
            sources.append(TableSource(*self._tables, searched=self._kb.manifest.rows_searched))
        return sources

    @cached_property
    def _tables(self) -> tuple[SqlWriter, Catalog, Run, RowLookup] | None:
        engine = self._database or (DuckDBEngine(self._kb.tables) if self._kb.tables is not None else None)
        if engine is None:
            return None
        catalog = engine.catalog

        def run(sql: str) -> Rows:
            return engine.run(sql, limit=_TRIAL_ROWS, timeout_s=_TRIAL_SECONDS)

        lookup = RowLookup(catalog, self._kb.embedder)
        lessons = Lessons(self._kb.path, lambda: catalog, lambda: self._kb.embedder)
        return SqlWriter(catalog, run, lookup=lookup, recall=lessons.recall), catalog, run, lookup
