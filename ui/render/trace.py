"""What happened in a run, in order and by node."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from agent.events import BaseEvent
from agent.schema import Answer
from ui.render.events import describe
from ui.render.words import duration


def trace_view(answer: Answer, events: Sequence[BaseEvent]) -> RenderableType:
    """Show every event with its time, and the time spent in each node."""
    lines = [
        Text.assemble((f"{event.at:7.3f} s  " if first else " " * 11, "dim"), line)
        for event in events
        for first, line in ((place == 0, line) for place, line in enumerate(describe(event)))
    ]
    return Group(*lines, timings_table(answer)) if answer.timings else Group(*lines)


def timings_table(answer: Answer) -> Table:
    """Show the visits and the time of each node."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("node")
    table.add_column("visits", justify="right")
    table.add_column("time", justify="right")
    for timing in answer.timings:
        table.add_row(timing.node, str(timing.visits), duration(timing.seconds))
    return table
