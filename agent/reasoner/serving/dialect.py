"""What a server understands: from its model's family and earlier probes, then learned from its refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from agent.reasoner.serving.families import NEUTRAL, Family, family_of
from agent.reasoner.serving.probing.findings import Capabilities, Feature
from agent.reasoner.serving.schema import schema_of
from agent.reasoner.serving.wire import Wire


class Rung(StrEnum):
    """Ways to ask for structured output, best first."""

    SCHEMA = "json_schema"
    TOOL = "tool call"
    GUIDED = "structured_outputs"
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
    """Whether nothing keeps it from thinking: by its family, or since it thought although that was switched off."""
    thinking_budget: bool = False
    """Whether `thinking_token_budget` may be sent: only where a probe saw that it holds."""
    effort: bool = True
    """Whether `reasoning_effort` may be sent to a model whose family takes it."""
    sampling: bool = True
    """Whether the sampling that the maker recommends may be sent."""
    family: Family = NEUTRAL

    @classmethod
    def of(cls, model: str) -> Dialect:
        """Return the dialect to start with, by the model's name."""
        family = family_of(model)
        return cls(
            thinking_switch=bool(family.switch),
            limit=family.limit,
            always_thinks=family.always_thinks,
            family=family,
        )

    def informed(self, known: Capabilities) -> Dialect:
        """Return the dialect with what probes found laid over it; a rung that has proven itself stays."""
        denied = {rung for rung, feature in _FEATURES.items() if known.state(feature) == "no"}
        best = next(rung for rung in Rung if rung not in denied)
        return replace(
            self,
            rung=self.rung if self.proven else best,
            thinking_switch=self.thinking_switch and not known.refused(Feature.SWITCH),
            always_thinks=self.always_thinks or bool(known.reasoning_field and known.state(Feature.SWITCH) == "no"),
            thinking_budget=known.state(Feature.BUDGET) == "yes",
            stream_usage=self.stream_usage and not known.refused(Feature.STREAM_USAGE),
            limit=known.limit,
        )

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
        if self.sampling:
            asked |= (self.family.thinking_sampling if think or self.always_thinks else self.family.sampling).fields()
        effort = self.family.effort_for(thinking if think else 0) if self.effort else None
        if effort:
            asked["reasoning_effort"] = effort
        extra: dict[str, Any] = {}
        if self.thinking_switch:
            extra["chat_template_kwargs"] = {self.family.switch or "enable_thinking": think}
        if self.thinking_budget and thinking:
            extra["thinking_token_budget"] = thinking
        if self.rung is Rung.GUIDED:
            extra["structured_outputs"] = {"json": schema_of(reply)}
        return asked | ({"extra_body": extra} if extra else {}) | self._structure(name, reply)

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
            case Rung.GUIDED | Rung.PLAIN:
                return {}


_FEATURES: Mapping[Rung, Feature] = {
    Rung.SCHEMA: Feature.SCHEMA,
    Rung.TOOL: Feature.TOOL,
    Rung.GUIDED: Feature.GUIDED,
    Rung.OBJECT: Feature.OBJECT,
}
"""What must work for a rung; plain text always does."""

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
    (
        lambda now, said: now.thinking_budget and "thinking_token_budget" in said,
        lambda now: replace(now, thinking_budget=False),
    ),
    (
        lambda now, said: now.effort and "reasoning_effort" in said,
        lambda now: replace(now, effort=False),
    ),
    (
        lambda now, said: now.sampling and ("temperature" in said or "top_p" in said),
        lambda now: replace(now, sampling=False),
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
