"""Watching a run: live in a terminal, line by line in a pipe, or not at all."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from agent.events import BaseEvent
from ui.board import Board
from ui.render.events import describe
from ui.render.plan import plan_table


class View(Protocol):
    """Somebody who is told of every event; a context manager around one run."""

    def __call__(self, event: BaseEvent) -> None:
        """Take note of an event."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class LiveView:
    """The plan, redrawn in place while its steps work; what stays is the finished plan."""

    def __init__(self, console: Console) -> None:
        self._board = Board()
        self._live = Live(self._frame(), console=console, refresh_per_second=12, transient=False)

    def __call__(self, event: BaseEvent) -> None:
        """Redraw."""
        self._board = self._board.after(event)
        self._live.update(self._frame())

    def __enter__(self) -> Self:
        self._live.start(refresh=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.update(plan_table(self._board) if self._board.steps else Text(""), refresh=True)
        self._live.stop()

    def _frame(self) -> RenderableType:
        return Group(plan_table(self._board), Spinner("dots", Text(self._board.doing, style="dim")))


class LineView:
    """One line after the other, as things happen."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, event: BaseEvent) -> None:
        """Print what happened."""
        for line in describe(event):
            self._console.print(Text(line), soft_wrap=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open."""


class NoView:
    """Nothing while it runs."""

    def __call__(self, event: BaseEvent) -> None:
        """Let it pass."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open."""


def view_for(console: Console, *, traced: bool = False) -> View:
    """Return the live view for a terminal, lines for anything else, and nothing where a trace says it all later."""
    if console.is_terminal:
        return LiveView(console)
    return NoView() if traced else LineView(console)
