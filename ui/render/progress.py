"""Progress bars with the rate and the time left."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

if TYPE_CHECKING:
    from evals.schema import Row
    from retrievers.ingest import Progress as Stage


class RateColumn(ProgressColumn):
    """Units a second, since the bar began or, for a run that was taken up, since it went on."""

    def render(self, task: Task) -> Text:
        """Show the rate once there is one."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f} {task.fields['unit']}/s" if speed else "", style="dim")


class Bars:
    """One bar a stage; a context manager. In a pipe only the finished bars are printed."""

    def __init__(self, console: Console) -> None:
        self._bars: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            RateColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}", style="dim"),
            console=console,
        )

    def show(self, name: str, done: int, total: int, *, unit: str, note: str = "") -> None:
        """Move the bar of a stage; the first call makes it, with `done` as its start."""
        self._progress.start()
        if name not in self._bars:
            self._bars[name] = self._progress.add_task(name, total=total, completed=done, unit=unit, note=note)
        self._progress.update(self._bars[name], completed=done, total=total, note=note)

    def indexing(self, stage: Stage) -> None:
        """Show a stage of a build."""
        self.show(stage.stage, stage.done, stage.total, unit=stage.unit)

    def answering(self, done: int, total: int, row: Row | None) -> None:  # noqa: ARG002 - a bar shows counts only
        """Show the questions of an evaluation."""
        self.show("answer", done, total, unit="questions")

    def __enter__(self) -> Self:
        """Draw nothing before there is a bar."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
