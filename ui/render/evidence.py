"""What a run found: passages, rows, triples, computations."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from agent.schema import Answer
from tools.schema import Evidence, EvidenceStatus
from ui.render.rows import attempt_lines
from ui.render.words import clean, count, one_line

_STYLES = {EvidenceStatus.ACCEPTED: "green", EvidenceStatus.REJECTED: "red", EvidenceStatus.SUPERSEDED: "yellow"}
_ROWS_SHOWN = 10


def evidence_table(answer: Answer) -> RenderableType:
    """Show every piece of evidence with its status and why; the cited ones carry their label."""
    if not answer.evidence:
        return Text("No evidence was found.")
    labels = {citation.evidence: citation.label for citation in answer.citations}
    table = Table(box=box.SIMPLE_HEAD, title="Evidence", title_justify="left", expand=True)
    for name in ("", "step", "status", "source", "score"):
        table.add_column(
            name, no_wrap=name != "source", overflow="fold", justify="right" if name == "score" else "left"
        )
    table.add_column("text", ratio=1)
    for item in answer.evidence:
        table.add_row(
            labels.get(item.id, ""),
            item.step,
            Text(item.status.value, style=_STYLES[item.status]),
            Text(clean(item.source)),
            f"{item.score:.2f}",
            Text.assemble(one_line(item.text, 200), (f"\n{one_line(item.reason)}" if item.reason else "", "dim")),
        )
    return table


def sql_view(answer: Answer) -> RenderableType:
    """Show the SQL that was run, the first rows it gave, and what else was tried."""
    found = [item for item in answer.evidence if item.kind == "rows"]
    tried = [line for result in answer.results if len(result.attempts) > 1 for line in attempt_lines(result.attempts)]
    if not found and not tried:
        return Text("No SQL was run.")
    parts = [part for item in found for part in (_statement(item), _rows(item))]
    return Group(*parts, *([Text("Tried:", style="bold"), *tried] if tried else []))


def _statement(item: Evidence) -> RenderableType:
    return Syntax(clean(str(item.data.get("sql", ""))), "sql", word_wrap=True, background_color="default")


def _rows(item: Evidence) -> RenderableType:
    rows = item.data.get("rows", [])
    more = " and more" if item.data.get("truncated") else ""
    table = Table(box=box.SIMPLE_HEAD)
    units = item.data.get("units", [])
    for place, column in enumerate(item.data.get("columns", [])):
        unit = units[place] if place < len(units) else ""
        table.add_column(Text(clean(f"{column} ({unit})" if unit else str(column))))
    for row in rows[:_ROWS_SHOWN]:
        table.add_row(*(Text(one_line(str(cell), 60)) for cell in row))
    told = [f"{count(len(rows), 'row')}{more}", *_told(item)]
    return Group(table, Text(clean(" · ".join(told)), style="dim"))


def _told(item: Evidence) -> Iterator[str]:
    """Yield what is said of rows: bound values, what is shared, and as of when they hold."""
    for name, values in item.data.get("bound", {}).items():
        yield f"#{name} = {', '.join(map(str, values))}"
    if tie := item.data.get("tie"):
        yield str(tie).rstrip(".")
    if as_of := item.data.get("as_of"):
        yield f"as of {as_of}, when the tables were indexed"
