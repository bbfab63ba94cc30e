"""Writes SQL for a question without a language model, and abstains from what it did not understand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from agent.reasoner.embedded.holders import without_sources
from agent.reasoner.embedded.sql.candidate import Candidate, Outcome, judge
from agent.reasoner.embedded.sql.features import outcome
from agent.reasoner.embedded.sql.lookup import RowLookup
from agent.reasoner.embedded.sql.plainer import plainer
from agent.reasoner.embedded.sql.propose import Proposal, Proposer
from agent.reasoner.embedded.sql.ranker import Ranker, shipped
from agent.reasoner.embedded.sql.trust import trust
from agent.schema import PLACEHOLDER
from retrievers.errors import ToolError
from tools.sql.catalog import Catalog
from tools.sql.engine import Rows
from tools.sql.guard import check
from tools.sql.link import SchemaLink, link

Run = Callable[[str], Rows]
"""Runs a checked statement, within limits of its own; `ToolError` if the database refuses it."""


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
        ranker: Ranker | None = None,
    ) -> None:
        """Take the tables, and what runs trial statements; without it candidates are ranked by their words alone.

        Args:
            catalog: The tables that may be asked about.
            run: Runs trial statements.
            lookup: Reads a named row by the meaning of its columns, where the words of a question name none of them.
            least: Confidence below which the writer abstains.
            most: Statements that are tried for one question.
            ranker: Weighs the candidates; None for the one that is shipped.
        """
        self._catalog = catalog
        self._run = run
        self._lookup = lookup
        self._least = least
        self._most = most
        self._ranker = shipped() if ranker is None else ranker
        self._propose = Proposer(catalog)

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
        tried = [self._try(candidate) for candidate in self._candidates(linked)]
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
            tried = self._try(Candidate(sql=found.statement, weight=0.0, cost=0.0))
            if tried.outcome in {Outcome.ROWS, Outcome.NOT_RUN}:
                draft = replace(draft, sql=tried.sql, confidence=found.confidence)
        return draft

    def _candidates(self, linked: SchemaLink) -> list[Candidate]:
        """Return the statements that weigh most, as many as are tried."""
        weighed = [(self._weigh(proposal), proposal) for proposal in self._propose(linked)]
        weighed.sort(key=lambda pair: -pair[0])
        write = self._propose.writer(linked)
        found: dict[str, Candidate] = {}
        for weight, proposal in weighed:
            sql = write(proposal.query)
            if sql and sql not in found:
                found[sql] = Candidate(sql=sql, weight=weight, cost=proposal.cost, proposal=proposal)
            if len(found) == self._most:
                break
        return list(found.values())

    def _weigh(self, proposal: Proposal) -> float:
        return self._ranker.weigh(proposal.features) + self._ranker.match(proposal.cues, proposal.parts)

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
        gain = 0.0
        if candidate.proposal is not None:
            gain = self._ranker.match(candidate.proposal.cues, outcome(rows))
        return checked.after(judge(rows), gain=gain)


def _filled(question: str, bindings: Mapping[str, tuple[str, ...]]) -> str:
    """Put the values of earlier steps into a question, in quotes."""

    def quoted(match: re.Match[str]) -> str:
        values = bindings.get(match[1], ())
        return " or ".join(f'"{value}"' for value in values[:20]) or match[0]

    return PLACEHOLDER.sub(quoted, question)
