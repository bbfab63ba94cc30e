"""Search in the documents, and the short answers read from what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from retrievers.arrays import Rows
from retrievers.errors import UserError
from retrievers.filters import Filters
from retrievers.fusion import fused_hits
from retrievers.multihop import FoundRow, RowFinder
from retrievers.reader import HeuristicReader, Reader
from retrievers.reading.readings import Reading
from retrievers.reading.rows import is_row, read_rows, with_cells
from retrievers.rerank.retriever import DEPTH, MARGIN, is_clear
from retrievers.schema import AnswerType, Hit, Reason, Retriever
from tools.schema import Evidence, ToolCall, ToolResult
from tools.stop import Stop, in_thread

_MOST_VALUES = 5
"""Short answers that a search gives."""
_ROW_DEPTH = 60
"""Passages that rows of tables are found by."""
_ROWS = 20
"""Rows that are read, best first."""
_SHOWN = 2
"""Rows that are shown whatever is read of them, each with the passages that it leads to."""


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
        rows: RowFinder | None = None,
    ) -> None:
        """Search with `retriever`; read with `reader`, by default one that needs no model.

        `select` returns the rows that filters let through; without it, filters are refused. `rows` finds rows of tables
        by the passages about what they name; they are read by the names of their columns.
        """
        self._rows = rows
        self._select = select
        self._retriever = retriever
        self._reader = reader or HeuristicReader()

    async def __call__(self, call: ToolCall) -> ToolResult:
        """Return at most `call.limit` passages, best first, and at most five short answers."""
        return await in_thread(self._search, call)

    def _search(self, call: ToolCall, stop: Stop) -> ToolResult:
        within = self._within(call.filters) if call.filters else None
        depth = max(call.limit, DEPTH, _ROW_DEPTH if self._rows else 0)
        rankings = self._retriever.search([call.input, *call.also], k=depth, within=within)
        stop.check()
        unclear = not is_clear(np.array([hit.score for hit in rankings[0][:DEPTH]]), MARGIN)
        ranked = fused_hits(rankings) if call.also else rankings[0]
        expects = AnswerType(call.expects) if call.expects else None
        hits, found = ranked[: call.limit], self._found_rows(call, ranked, within)
        readings = self._reader.read(call.question or call.input, [hit.passage for hit in hits], expects=expects)
        if found:
            hits, readings = _with_rows(call, ranked, found, readings, expects)
        return ToolResult(
            evidence=tuple(evidence_of(hit, step=call.step) for hit in hits),
            values=tuple(reading.text for reading in readings),
            alternatives=True,
            confidence=readings[0].score if readings else 0.0,
            unclear=unclear,
        )

    def _found_rows(self, call: ToolCall, ranked: Sequence[Hit], within: Rows | None) -> list[FoundRow]:
        """Return the rows of tables that a call is about; none where tables are not searched, or for yes and no."""
        if self._rows is None or not ranked or call.expects == AnswerType.YES_NO:
            return []
        return self._rows(call.input, [hit.passage for hit in ranked], k=_ROWS, within=within)

    def _within(self, filters: Filters) -> Rows:
        if self._select is None:
            raise UserError("This search cannot be narrowed by filters.")
        return self._select(filters)


def _with_rows(
    call: ToolCall,
    ranked: Sequence[Hit],
    found: Sequence[FoundRow],
    readings: Sequence[Reading],
    expects: AnswerType | None,
) -> tuple[list[Hit], list[Reading]]:
    """Read the rows that were found too.

    Rows that are read come before the other passages, with what they lean on, and the best rows after them.
    """
    texts = [hit.passage for hit in ranked if not is_row(hit.passage)]
    leaning = {row.row.id: row.beside for row in found}
    rows = [row.row for row in found]
    cells = read_rows(call.question or call.input, [*rows, *texts], expects=expects, leaning=leaning)
    read = with_cells(readings, cells, max(len(readings), len(cells)))[:_MOST_VALUES]
    known = {hit.passage.id: hit for hit in (*(hit for row in found for hit in _hits_of(row)), *ranked)}
    first = [p.id for reading in read if is_row(reading.passage) for p in (reading.passage, *reading.beside)]
    first += [p.id for row in found[:_SHOWN] for p in (row.row, *row.beside)]
    order = dict.fromkeys([*first, *(hit.passage.id for hit in ranked[: call.limit])])
    return [known[name] for name in order if name in known], read


def _hits_of(found: FoundRow) -> Iterator[Hit]:
    """Yield a row and the passages about what it names as hits; each says that the other led to it."""
    first = found.beside[:1]
    why = tuple(Reason(kind="bridge", detail=passage.title, origin=passage.id) for passage in first)
    yield Hit(passage=found.row, score=found.score, why=why)
    for passage in found.beside:
        led = Reason(kind="bridge", detail=passage.title, origin=found.row.id)
        yield Hit(passage=passage, score=found.score, why=(led,))


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
