"""The tool protocol, the registry, and the one place where a tool's failure becomes a result."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from retrievers.errors import QuaestorError, UserError
from tools.schema import ToolCall, ToolResult

if TYPE_CHECKING:
    from tools.graph.guide import GraphGuide

_log = logging.getLogger(__name__)


class Tool(Protocol):
    """Something that a plan step can call."""

    @property
    def name(self) -> str:
        """One word; plans name the tool by it."""
        ...

    @property
    def description(self) -> str:
        """For the planner: what it is for, what its input is, what it returns. A few sentences."""
        ...

    async def __call__(self, call: ToolCall) -> ToolResult:
        """Answer one call. Raise `ToolError` for what the reasoner may mend.

        It is cancelled when its time is over; work in a thread has to end then too, see `tools.stop.in_thread`.
        """
        ...


@runtime_checkable
class Holds(Protocol):
    """A tool over a store that has a shape: tables with columns, a graph with relations."""

    def holdings(self) -> str:
        """Say for prompts what is there to ask for, a line an item."""
        ...


@runtime_checkable
class Narrows(Protocol):
    """A tool over a store whose shape may be too large to tell as a whole."""

    def part(self, question: str) -> str:
        """Say for prompts what of the store a question seems to need; empty where `holdings` says everything."""
        ...


@runtime_checkable
class Guides(Protocol):
    """A tool that tells planners what its store has around a question."""

    @property
    def guide(self) -> GraphGuide:
        """The guide."""
        ...


class Toolbox(Mapping[str, Tool]):
    """The tools of a run, by name."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools = {tool.name: tool for tool in tools}

    def __getitem__(self, name: str) -> Tool:
        return self._tools[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tools)

    def __len__(self) -> int:
        return len(self._tools)

    def holdings(self) -> dict[str, str]:
        """Return what the tools hold, by name, of those that can say it."""
        return {name: tool.holdings() for name, tool in self._tools.items() if isinstance(tool, Holds)}

    def choose(self, names: Iterable[str]) -> Toolbox:
        """Return the named tools only; `UserError` names one that is not there."""
        chosen = list(names)
        for name in chosen:
            if name not in self._tools:
                raise UserError(f"There is no tool {name!r}; there are {', '.join(self._tools)}.")
        return Toolbox(self._tools[name] for name in chosen)

    async def run(self, name: str, call: ToolCall) -> ToolResult:
        """Call a tool; time it; turn whatever goes wrong inside it into a result with `error`."""
        started = time.monotonic()
        try:
            if name not in self._tools:
                result = ToolResult(error=f"There is no tool {name!r}; use one of {', '.join(self._tools)}.")
            else:
                result = await asyncio.wait_for(self._tools[name](call), call.timeout_s)
        except TimeoutError:
            result = ToolResult(error=f"The {name} step was stopped after {call.timeout_s:g} seconds.")
        except QuaestorError as error:
            result = ToolResult(error=str(error))
        except Exception as error:  # noqa: BLE001 - the boundary: a defect in a tool is a failed step, not a lost run
            _log.debug("Tool %s failed on %r", name, call.input, exc_info=True)
            result = ToolResult(error=f"The {name} step failed: {type(error).__name__}: {error}")
        return result.model_copy(update={"seconds": time.monotonic() - started})
