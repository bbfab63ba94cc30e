"""Writes SQL for a question without a language model, and abstains from what it did not understand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from agent.reasoner.embedded.holders import without_sources
from agent.reasoner.embedded.sql.build import Builder, NotConnectedError, favoured
from agent.reasoner.embedded.sql.ir import Agg, Query
from agent.reasoner.embedded.sql.lookup import RowLookup
from agent.reasoner.embedded.sql.parse import parse
from agent.reasoner.embedded.sql.plainer import plainer
from agent.reasoner.embedded.sql.rank import Candidate, Outcome, cost, judge
from agent.reasoner.embedded.sql.selfref import through_parent
from agent.reasoner.embedded.sql.senses import choose
from agent.reasoner.embedded.sql.tagged import tag
from agent.reasoner.embedded.sql.trust import trust
from agent.schema import PLACEHOLDER
from retrievers.errors import ToolError
from tools.sql.catalog import Catalog
from tools.sql.engine import Rows
from tools.sql.guard import check
from tools.sql.joins import JoinGraph
from tools.sql.link import SchemaLink, link

Run = Callable[[str], Rows]
"""Runs a checked statement, within limits of its own; `ToolError` if the database refuses it."""

_DATES = 2
"""Columns of dates that are tried where the question does not say which one it means."""

_OTHER_DATE = 0.5
"""What it costs to take a date that is not the likeliest."""

_APART = 0.6
"""What it costs to leave out tables that are named but cannot be joined."""

_PARENT = 0.5
"""What it costs to read the name of a row as that of the row it refers to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One statement that was considered."""

    sql: str
    score: float
    """Comparable among the attempts of one question."""
    cost: float
    """What it leaves unread of the question, and what its trial run counts against it; 0 for nothing."""
    outcome: str
    """`rows`, `empty`, `null`, `error`, `refused`, or `not run`."""
    detail: str = ""
    """The error or refusal."""


@dataclass(frozen=True, kw_only=True)
class SqlDraft:
    """The writer's answer."""

    sql: str
    """One SELECT; empty if the question was not understood."""
    confidence: float
    """How likely the statement answers the question, in [0, 1]."""
    link: SchemaLink
    attempts: tuple[Attempt, ...] = ()
    """Best first."""


class SqlWriter:
    """Text-to-SQL by linking, patterns of English, and the outcome of trial runs."""

    def __init__(
        self,
        catalog: Catalog,
        run: Run | None = None,
        *,
        lookup: RowLookup | None = None,
        least: float = 0.2,
        most: int = 6,
    ) -> None:
        """Take the tables, and what runs trial statements; without it candidates are ranked by their words alone.

        Args:
            catalog: The tables that may be asked about.
            run: Runs trial statements.
            lookup: Reads a named row by the meaning of its columns, where the words of a question name none of them.
            least: Confidence below which the writer abstains.
            most: Statements that are tried for one question.
        """
        self._catalog = catalog
        self._run = run
        self._lookup = lookup
        self._least = least
        self._most = most
        self._joins = JoinGraph(catalog)

    def write(
        self,
        question: str,
        bindings: Mapping[str, tuple[str, ...]] | None = None,
        feedback: str = "",
        *,
        nested: bool = False,
    ) -> SqlDraft:
        """Write one SELECT for a question.

        Args:
            question: In words; `#E1` stands for values of an earlier step.
            bindings: Those values. They become literals, never code.
            feedback: The error of an earlier attempt: the statement that it quotes is not offered again.
            nested: Whether the question asks about something that it describes by the row it names, and not about the
                row.
        """
        text = plainer(without_sources(_filled(question, bindings or {})))
        linked = link(text, self._catalog)
        candidates = sorted(self._candidates(linked), key=lambda candidate: -candidate.score)
        tried = [self._try(candidate) for candidate in _distinct(candidates)[: self._most]]
        tried = [each for each in tried if each.sql not in feedback] or tried
        tried.sort(key=lambda candidate: -candidate.score)
        attempts = tuple(
            Attempt(
                sql=each.sql,
                score=each.score,
                cost=each.cost + each.outcome_cost,
                outcome=each.outcome,
                detail=each.detail,
            )
            for each in tried
        )
        draft = SqlDraft(sql="", confidence=0.0, link=linked, attempts=attempts)
        if tried:
            second = tried[1] if len(tried) > 1 else None
            confidence = trust(tried[0], second, strength=linked.strength, words=len(linked.tokens))
            draft = replace(draft, sql=tried[0].sql, confidence=confidence)
        draft = draft if nested else self._looked_up(draft, feedback)
        return draft if draft.confidence >= self._least else replace(draft, sql="")

    def _looked_up(self, draft: SqlDraft, feedback: str) -> SqlDraft:
        """Return the draft, or a surer statement that reads the row which the question names."""
        for found in self._lookup(draft.link) if self._lookup is not None else ():
            if found.confidence <= draft.confidence or found.statement in feedback:
                continue
            tried = self._try(Candidate(sql=found.statement, fit=0.0, cost=0.0))
            if tried.outcome in {Outcome.ROWS, Outcome.NOT_RUN}:
                draft = replace(draft, sql=tried.sql, confidence=found.confidence)
        return draft

    def _candidates(self, linked: SchemaLink) -> Iterator[Candidate]:
        build = Builder(self._catalog, self._joins, favoured(linked, self._catalog))
        for senses in choose(linked, self._catalog, self._joins):
            tagged = tag(linked, senses)
            for dated in range(_DATES):
                parsed = parse(tagged, self._catalog, self._joins, dated=dated)
                if parsed is None:
                    continue
                query, sketch = parsed
                fit = senses.score - _OTHER_DATE * dated
                for variant, extra in self._variants(query):
                    try:
                        sql = build(variant).sql(dialect="duckdb")
                    except NotConnectedError:
                        continue
                    yield Candidate(sql=sql, fit=fit, cost=cost(sketch, query) + extra)

    def _variants(self, query: Query) -> Iterator[tuple[Query, float]]:
        """Yield a query and other readings of it, with what each costs."""
        yield _without_count_of_one(query), 0.0
        if len(query.tables) > 1:
            yield replace(query, tables=query.tables[:1]), _APART
        parent = through_parent(query, self._catalog)
        if parent is not None:
            yield parent, _PARENT

    def _try(self, candidate: Candidate) -> Candidate:
        try:
            sql = check(candidate.sql, self._catalog)
        except ToolError as error:
            return candidate.after(Outcome.REFUSED, str(error))
        checked = replace(candidate, sql=sql)
        if self._run is None:
            return checked
        try:
            rows = self._run(sql)
        except ToolError as error:
            return checked.after(Outcome.ERROR, str(error))
        return checked.after(judge(rows))


def _without_count_of_one(query: Query) -> Query:
    """Drop a count of rows beside a column where a condition leaves one row: `how many times did X fly`."""
    counts = [item for item in query.select if item.agg is Agg.COUNT and item.column is None]
    others = tuple(item for item in query.select if item not in counts)
    tables = {table for item in others for table in item.tables}
    pinned = any(
        len(group) == 1
        and group[0].op == "="
        and (column := group[0].item.column)
        and column.unique
        and {column.table} == tables
        for group in query.where
    )
    return replace(query, select=others, group=()) if counts and others and pinned else query


def _filled(question: str, bindings: Mapping[str, tuple[str, ...]]) -> str:
    """Put the values of earlier steps into a question, in quotes."""

    def quoted(match: re.Match[str]) -> str:
        values = bindings.get(match[1], ())
        return " or ".join(f'"{value}"' for value in values[:20]) or match[0]

    return PLACEHOLDER.sub(quoted, question)


def _distinct(candidates: list[Candidate]) -> list[Candidate]:
    seen: dict[str, Candidate] = {}
    for candidate in candidates:
        seen.setdefault(candidate.sql, candidate)
    return list(seen.values())
