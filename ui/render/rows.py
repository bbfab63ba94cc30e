"""Rows of a table, and the statements that were tried for them."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from agent.sql.attempt import SqlAttempt
from tools.sql.cells import Cell, show
from ui.render.words import clean, count, one_line

_LONGEST_CELL = 60


def rows_table(
    columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, truncated: bool = False, most: int | None = None
) -> RenderableType:
    """Show rows, the first `most` of them, and how many there are."""
    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(Text(clean(column)))
    for row in rows[:most]:
        table.add_row(*(Text("NULL" if cell is None else one_line(show(cell), _LONGEST_CELL)) for cell in row))
    more = " and more" if truncated else ""
    return Group(table, Text(f"{count(len(rows), 'row')}{more}", style="dim"))


def attempt_lines(attempts: Sequence[SqlAttempt]) -> list[Text]:
    """Tell what was tried for a step, a statement a line, with what it gave and what spoke against it."""
    return [
        Text.assemble(
            ("→ " if each.chosen else "  ", "green"),
            ("look" if each.looks else each.outcome.value, "cyan"),
            f" {one_line(each.statement, 400)}",
            (f" ({count(each.rows, 'row')}{' and more' if each.truncated else ''})" if each.rows else "", "dim"),
            (f"\n    {one_line(each.why, 300)}" if each.why else "", "dim"),
        )
        for each in attempts
    ]
