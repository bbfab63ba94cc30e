"""What a server understands: learned from its refusals, remembered for the life of the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from agent.reasoner.serving.schema import schema_of
from agent.reasoner.serving.wire import Wire


class Rung(StrEnum):
    """Ways to ask for structured output, best first."""

    SCHEMA = "json_schema"
    TOOL = "tool call"
    OBJECT = "json_object"
    PLAIN = "plain text"


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How requests to one server are put."""

    rung: Rung = Rung.SCHEMA
    proven: bool = False
    """Whether this rung has given a valid reply; then one bad reply is the model's fault, not the rung's."""
    thinking_switch: bool = True
    """Whether `chat_template_kwargs.enable_thinking` may be sent."""
    stream_usage: bool = True
    """Whether `stream_options.include_usage` may be sent."""
    limit: str = "max_tokens"
    """Name of the token limit; newer OpenAI models want `max_completion_tokens`."""
    always_thinks: bool = False
    """Whether it was seen to think although that was switched off."""

    def lower(self) -> Dialect | None:
        """Return the dialect one rung down; None at the bottom."""
        rungs = list(Rung)
        at = rungs.index(self.rung) + 1
        return replace(self, rung=rungs[at], proven=False) if at < len(rungs) else None

    def request(self, name: str, reply: type[Wire], *, answer: int, thinking: int, think: bool) -> dict[str, Any]:
        """Return the arguments of one call beside its messages.

        `answer` and `thinking` are the tokens that there is room for; `think` is whether thinking is asked for.
        """
        asked: dict[str, Any] = {"stream": True, self.limit: answer + thinking}
        if self.stream_usage:
            asked["stream_options"] = {"include_usage": True}
        if self.thinking_switch:
            asked["extra_body"] = {"chat_template_kwargs": {"enable_thinking": think}}
        return asked | self._structure(name, reply)

    def _structure(self, name: str, reply: type[Wire]) -> dict[str, Any]:
        match self.rung:
            case Rung.SCHEMA:
                form = {"name": name, "strict": True, "schema": schema_of(reply)}
                return {"response_format": {"type": "json_schema", "json_schema": form}}
            case Rung.TOOL:
                tool = {
                    "name": name,
                    "description": "Hand in the reply.",
                    "parameters": schema_of(reply),
                    "strict": True,
                }
                return {
                    "tools": [{"type": "function", "function": tool}],
                    "tool_choice": {"type": "function", "function": {"name": name}},
                }
            case Rung.OBJECT:
                return {"response_format": {"type": "json_object"}}
            case Rung.PLAIN:
                return {}


Mending = tuple[Callable[[Dialect, str], bool], Callable[[Dialect], Dialect]]

_MENDINGS: tuple[Mending, ...] = (
    (
        lambda now, said: now.limit == "max_tokens" and "max_completion_tokens" in said,
        lambda now: replace(now, limit="max_completion_tokens"),
    ),
    (
        lambda now, said: now.stream_usage and ("stream_options" in said or "include_usage" in said),
        lambda now: replace(now, stream_usage=False),
    ),
    (
        lambda now, said: now.thinking_switch and ("chat_template_kwargs" in said or "enable_thinking" in said),
        lambda now: replace(now, thinking_switch=False),
    ),
)
"""What a refusal says, and the change of dialect that answers it."""


def mend(now: Dialect, refusal: str) -> Dialect | None:
    """Return the dialect to try after the server refused a request; None if nothing is left to change."""
    said = refusal.lower()
    for fits, change in _MENDINGS:
        if fits(now, said):
            return change(now)
    return None if now.proven else now.lower()
