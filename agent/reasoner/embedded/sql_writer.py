"""Writes SQL for a question without a language model, and abstains from what it did not understand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from agent.reasoner.embedded.holders import without_sources
from agent.reasoner.embedded.sql.candidate import Candidate, result, voted
from agent.reasoner.embedded.sql.features import outcome
from agent.reasoner.embedded.sql.lookup import RowLookup
from agent.reasoner.embedded.sql.people import full_names
from agent.reasoner.embedded.sql.plainer import plainer
from agent.reasoner.embedded.sql.propose import Proposal, Proposer
from agent.reasoner.embedded.sql.ranker import Ranker, shipped
from agent.reasoner.embedded.sql.trust import measures, trust
from agent.schema import PLACEHOLDER
from agent.sql.attempt import Outcome
from agent.sql.outcome import Result, read
from retrievers.errors import ToolError
from tools.sql.catalog import Catalog
from tools.sql.engine import Rows
from tools.sql.guard import check
from tools.sql.link import SchemaLink, link
from tools.sql.strength import strength

Run = Callable[[str], Rows]
"""Runs a checked statement, within limits of its own; `ToolError` if the database refuses it."""
Tried = Mapping[str, Rows | str]
"""What statements gave that were tried before: rows, or the error."""

_VERIFIED = 0.97
"""Confidence in what a user has verified."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One statement that was considered."""

    sql: str
    score: float
    """Comparable among the attempts of one question."""
    cost: float
    """What it leaves unread of the question, and what its trial run counts against it; 0 for nothing."""
    outcome: Outcome
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
    measures: Mapping[str, float] = field(default_factory=dict)
    """What the confidence in the best attempt is judged by."""


class SqlWriter:
    """Text-to-SQL by linking, patterns of English, and the outcome of trial runs."""

    def __init__(
        self,
        catalog: Catalog,
        run: Run | None = None,
        *,
        lookup: RowLookup | None = None,
        recall: Callable[[str], str] | None = None,
        least: float = 0.15,
        most: int = 6,
        ranker: Ranker | None = None,
    ) -> None:
        """Take the tables, and what runs trial statements; without it candidates are ranked by their words alone.

        Args:
            catalog: The tables that may be asked about.
            run: Runs trial statements.
            lookup: Reads a named row by the meaning of its columns, where the words of a question name none of them.
            recall: Returns the statement that a user has verified for a question, or for one of its shape.
            least: Confidence below which the writer abstains.
            most: Statements that are tried for one question.
            ranker: Weighs the candidates; None for the one that is shipped.
        """
        self._catalog = catalog
        self._run = run
        self._lookup = lookup
        self._recall = recall
        self._least = least
        self._most = most
        self._ranker = shipped() if ranker is None else ranker
        self._propose = Proposer(catalog)
        self._last: tuple[str, tuple[SchemaLink, list[Candidate]]] | None = None

    def write(
        self,
        question: str,
        bindings: Mapping[str, tuple[str, ...]] | None = None,
        *,
        tried: Tried | None = None,
        nested: bool = False,
    ) -> SqlDraft:
        """Write one SELECT for a question.

        Args:
            question: In words; `#E1` stands for values of an earlier step.
            bindings: Those values. They become literals, never code.
            tried: Statements that were tried. With it none is run here: candidates are weighed by their words, and by
                what is known of them.
            nested: Whether the question asks about something that it describes by the row it names, and not about the
                row.
        """
        asked = _filled(question, bindings or {})
        linked, candidates = self._read(full_names(plainer(without_sources(asked)), self._catalog))
        verified = self._recall(asked) if self._recall is not None else ""
        if verified and not isinstance((tried or {}).get(verified), str):
            return SqlDraft(sql=verified, confidence=_VERIFIED, link=linked)
        weighed = voted([self._try(candidate, tried) for candidate in candidates])
        attempts = tuple(
            Attempt(
                sql=each.sql,
                score=each.score,
                cost=each.cost + each.outcome_cost,
                outcome=each.outcome,
                detail=each.detail,
            )
            for each in weighed
        )
        draft = SqlDraft(sql="", confidence=0.0, link=linked, attempts=attempts)
        if weighed:
            measured = measures(weighed, strength=_strength(linked, weighed[0].sql), words=len(linked.tokens))
            draft = replace(draft, sql=weighed[0].sql, confidence=trust(measured), measures=measured)
        draft = draft if nested else self._looked_up(draft, tried)
        return draft if draft.confidence >= self._least else replace(draft, sql="")

    def _looked_up(self, draft: SqlDraft, tried: Tried | None) -> SqlDraft:
        """Return the draft, or a surer statement that reads the row which the question names."""
        for found in self._lookup(draft.link) if self._lookup is not None else ():
            if found.confidence <= draft.confidence:
                continue
            row = self._try(Candidate(sql=found.statement, weight=0.0, cost=0.0), tried)
            if not row.outcome_cost:
                draft = replace(draft, sql=row.sql, confidence=found.confidence)
        return draft

    def _read(self, text: str) -> tuple[SchemaLink, list[Candidate]]:
        """Return how a question is linked and what may answer it; of the last question that is remembered."""
        if self._last is None or self._last[0] != text:
            linked = link(text, self._catalog)
            self._last = text, (linked, self._candidates(linked))
        return self._last[1]

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

    def _try(self, candidate: Candidate, tried: Tried | None) -> Candidate:
        try:
            sql = check(candidate.sql, self._catalog)
        except ToolError as error:
            return candidate.after(Outcome.REFUSED, str(error))
        checked = replace(candidate, sql=sql)
        try:
            rows = self._rows(sql, tried)
        except ToolError as error:
            return checked.after(Outcome.ERROR, str(error))
        if rows is None:
            return checked
        gain = 0.0
        if candidate.proposal is not None:
            gain = self._ranker.match(candidate.proposal.cues, outcome(rows))
        reading = read(Result(sql=sql, rows=rows.rows, truncated=rows.truncated, catalog=self._catalog))
        return replace(checked.after(reading.outcome, reading.why, gain=gain), result=result(rows.rows))

    def _rows(self, sql: str, tried: Tried | None) -> Rows | None:
        """Return what a statement gives, as far as that is known or may be found out; `ToolError` if it fails."""
        if tried is None:
            return self._run(sql) if self._run is not None else None
        found = tried.get(sql)
        if isinstance(found, str):
            raise ToolError(found)
        return found


def _strength(linked: SchemaLink, sql: str) -> float:
    """Return the link strength of a question; a quoted text that is only looked for inside others need not be known."""
    if " ILIKE " not in sql:
        return linked.strength
    quoted = [each for each in linked.mentions if each.quoted]
    free = {place for each in quoted for place in range(each.start, each.end)}
    tokens = [replace(t, norm="the", capital=False) if place in free else t for place, t in enumerate(linked.tokens)]
    return strength(tokens, [each for each in linked.mentions if each not in quoted])


def _filled(question: str, bindings: Mapping[str, tuple[str, ...]]) -> str:
    """Put the values of earlier steps into a question, in quotes."""

    def quoted(match: re.Match[str]) -> str:
        values = bindings.get(match[1], ())
        return " or ".join(f'"{value}"' for value in values[:20]) or match[0]

    return PLACEHOLDER.sub(quoted, question)
