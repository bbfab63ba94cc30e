"""Search in the documents, and the short answers read from what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from retrievers.arrays import Rows
from retrievers.errors import UserError
from retrievers.filters import Filters
from retrievers.fusion import fused_hits
from retrievers.reader import HeuristicReader, Reader
from retrievers.reading.readings import Reading
from retrievers.reading.rows import is_row, read_rows, with_cells
from retrievers.rerank.retriever import DEPTH, MARGIN, is_clear
from retrievers.schema import AnswerType, Hit, Retriever
from tools.schema import Evidence, ToolCall, ToolResult
from tools.stop import Stop, in_thread

_MOST_VALUES = 5
"""Short answers that a search gives."""


class SearchTool:
    """Retrieves passages for a query and reads the step's question from them."""

    name = "search"
    description = (
        "Searches the documents. Input: a query in words; an earlier result goes in as #E1. Returns passages, and as "
        "values the short answers that a reader finds in them. For anything that texts say: facts, dates, people, "
        "descriptions. One fact a step; ask for the next one in a step that names this one."
    )

    def __init__(
        self,
        retriever: Retriever,
        reader: Reader | None = None,
        select: Callable[[Filters], Rows] | None = None,
        *,
        row_depth: int = 0,
    ) -> None:
        """Search with `retriever`; read with `reader`, by default one that needs no model.

        `select` returns the rows that filters let through; without it, filters are refused. Rows of tables are read by
        the names of their columns among the first `row_depth` passages: that costs next to nothing.
        """
        self._row_depth = row_depth
        self._select = select
        self._retriever = retriever
        self._reader = reader or HeuristicReader()

    async def __call__(self, call: ToolCall) -> ToolResult:
        """Return at most `call.limit` passages, best first, and at most five short answers."""
        return await in_thread(self._search, call)

    def _search(self, call: ToolCall, stop: Stop) -> ToolResult:
        within = self._within(call.filters) if call.filters else None
        depth = max(call.limit, DEPTH, self._row_depth)
        rankings = self._retriever.search([call.input, *call.also], k=depth, within=within)
        stop.check()
        unclear = not is_clear(np.array([hit.score for hit in rankings[0][:DEPTH]]), MARGIN)
        ranked = fused_hits(rankings) if call.also else rankings[0]
        hits = ranked[: call.limit]
        expects = AnswerType(call.expects) if call.expects else None
        readings = self._reader.read(call.question or call.input, [hit.passage for hit in hits], expects=expects)
        if self._row_depth and expects is not AnswerType.YES_NO:
            hits, readings = self._with_rows(call, ranked, readings, expects)
        return ToolResult(
            evidence=tuple(evidence_of(hit, step=call.step) for hit in hits),
            values=tuple(reading.text for reading in readings),
            alternatives=True,
            confidence=readings[0].score if readings else 0.0,
            unclear=unclear,
        )

    def _with_rows(
        self, call: ToolCall, ranked: Sequence[Hit], readings: Sequence[Reading], expects: AnswerType | None
    ) -> tuple[list[Hit], list[Reading]]:
        """Read rows further down too; those that are read come before the other passages, with what they lean on."""
        passages = [hit.passage for hit in ranked[: self._row_depth]]
        cells = read_rows(call.question or call.input, passages, expects=expects)
        read = with_cells(readings, cells, max(len(readings), len(cells)))[:_MOST_VALUES]
        leads = {p.id for reading in read if is_row(reading.passage) for p in (reading.passage, *reading.beside)}
        first = [hit for hit in ranked[: self._row_depth] if hit.passage.id in leads]
        rest = [hit for hit in ranked[: call.limit] if hit.passage.id not in leads]
        return [*first, *rest], read

    def _within(self, filters: Filters) -> Rows:
        if self._select is None:
            raise UserError("This search cannot be narrowed by filters.")
        return self._select(filters)


def evidence_of(hit: Hit, *, step: str = "") -> Evidence:
    """Return a hit as evidence. Its id names the passage alone, so that two searches that find it agree."""
    passage = hit.passage
    evidence = Evidence.of(
        "passage",
        passage.document,
        passage.text,
        title=passage.title,
        start=passage.start,
        data={"passage": passage.id},
        score=hit.score,
        step=step,
    )
    why = [{"kind": reason.kind, "detail": reason.detail} for reason in hit.why]
    return evidence.model_copy(update={"data": {**evidence.data, "place": passage.place, "why": why}})
