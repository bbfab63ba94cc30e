"""The `sql` tool: one read-only SELECT over the user's tables."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from retrievers.errors import ToolError
from tools.schema import Evidence, ToolCall, ToolResult
from tools.sql.catalog import Catalog
from tools.sql.cells import render, show
from tools.sql.engine import Engine, Rows
from tools.sql.engines.duckdb import DuckDBEngine
from tools.stop import Stop, in_thread

if TYPE_CHECKING:
    from retrievers.embedding.base import Embedder
    from tools.sql.subschema import Linker

MOST_CHARACTERS = 200
"""Length up to which a cell is a value for later steps; longer ones are prose."""
_ASIDE_S = 2.0
"""Seconds for what is asked beside a statement: whether its last place is shared."""

_DESCRIPTION = (
    "Answers from tables: counts, sums, averages, superlatives, comparisons, filters and joins. Input: one DuckDB "
    "SELECT over the tables of {where}; '#E1' stands for the value of step E1, `= '#E1'` or "
    "`IN ('#E1')` for any of them where it has several. Put the answer in the first column, leave NULL out of a "
    "maximum or minimum, and keep ties."
)

PART_COLUMNS = 24
"""Columns of a linked part that a prompt tells of."""


class SqlTool:
    """Checks a statement, runs it in a thread, and gives its rows as one piece of evidence."""

    name = "sql"

    def __init__(
        self, tables: Path | Engine, *, catalog: Catalog | None = None, embedder: Embedder | None = None
    ) -> None:
        """Take the DuckDB file of a knowledge base, or the engine of a database.

        The catalog is read at first use unless it is given. With an embedder, a linked part tells of a value that a
        question means without naming it.
        """
        self._embedder = embedder
        self.engine: Engine = DuckDBEngine(tables) if isinstance(tables, Path) else tables
        self._file = tables if isinstance(tables, Path) else None
        self._catalog = catalog
        self.description = _DESCRIPTION.format(
            where="the knowledge base" if isinstance(tables, Path) else "the user's database, which are the only ones"
        )

    @property
    def catalog(self) -> Catalog:
        """The tables that statements are checked against."""
        return self._catalog or self.engine.catalog

    async def __call__(self, call: ToolCall) -> ToolResult:
        """Run `call.input`; `call.limit` bounds the rows.

        A statement that the guard refuses is a result that says why.

        Raises:
            ToolError: The statement failed; the text says why.
        """
        return await in_thread(self._run, call)

    def holdings(self) -> str:
        """Describe the tables."""
        from tools.sql.describe import describe

        return describe(self.catalog)

    def part(self, question: str) -> str:
        """Describe the tables and columns that a question seems to need; empty where `holdings` tells of everything."""
        from tools.sql.describe import describe_part

        if self._told_whole:
            return ""
        return describe_part(self._linker(question, columns=PART_COLUMNS), self.catalog)

    @cached_property
    def _told_whole(self) -> bool:
        from tools.sql.describe import fits

        return fits(self.catalog)

    @cached_property
    def _linker(self) -> Linker:
        from tools.sql.meaning import ValueMeaning
        from tools.sql.subschema import Linker

        meaning = ValueMeaning(self.catalog, self._embedder) if self._embedder is not None else None
        return Linker(self.catalog, meaning=meaning)

    def close(self) -> None:
        """Release the file, or the connections."""
        self.engine.close()

    def _run(self, call: ToolCall, stop: Stop) -> ToolResult:
        from tools.sql.guard import check, reads
        from tools.sql.shown.telling import now, told, written_at

        catalog = self.catalog
        try:
            sql = check(call.input, catalog, bindings=call.bindings)
        except ToolError as error:
            return ToolResult(error=str(error), refused=True)
        rows = self.engine.run(sql, limit=call.limit, timeout_s=call.timeout_s, stop=stop)
        evidence = rows_evidence(sql, reads(sql, catalog), rows, step=call.step)
        values = first_column(rows)
        evidence = told(
            evidence,
            rows,
            catalog,
            lambda asked: self.engine.run(asked, limit=1, timeout_s=min(_ASIDE_S, call.timeout_s), stop=stop),
            bindings=call.bindings,
            as_of=written_at(self._file) if self._file else now(),
        )
        return ToolResult(
            evidence=(evidence,), values=values, confidence=_confidence(rows, values), truncated=rows.truncated
        )


def rows_evidence(sql: str, tables: tuple[str, ...], rows: Rows, *, step: str = "") -> Evidence:
    """Return a query's rows as evidence; its text holds each cell as `cells.show` gives it."""
    return Evidence.of(
        "rows",
        f"sql:{','.join(tables)}",
        render(rows.columns, rows.rows, truncated=rows.truncated),
        title=", ".join(tables),
        data={
            "sql": sql,
            "columns": list(rows.columns),
            "rows": [list(row) for row in rows.rows],
            "truncated": rows.truncated,
        },
        score=1.0 if rows.rows else 0.0,
        step=step,
    )


def first_column(rows: Rows) -> tuple[str, ...]:
    """Return the distinct cells of the first column, in order, without NULLs and long prose."""
    shown = (show(row[0]) for row in rows.rows if row)
    return tuple(dict.fromkeys(value for value in shown if value and len(value) <= MOST_CHARACTERS))


def _confidence(rows: Rows, values: tuple[str, ...]) -> float:
    """One value is a clear answer, several are a list or a tie, none is no answer."""
    if not values:
        return 0.0
    return 0.9 if len(rows.rows) == 1 else 0.7
