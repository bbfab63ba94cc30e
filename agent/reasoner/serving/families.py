"""What is known of model families before a server is asked: data in `families.toml`, found by a model's name."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field, TypeAdapter

from retrievers.schema import Frozen

Switch = Literal["", "enable_thinking", "thinking"]
Effort = Literal["none", "low", "medium", "high"]
Limit = Literal["max_tokens", "max_completion_tokens"]

_LITTLE, _MUCH = 1024, 4096
"""Thinking tokens up to which low and medium effort are asked for."""


class Sampling(Frozen):
    """How the maker says that tokens are to be drawn; None leaves it to the server."""

    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)

    def fields(self) -> dict[str, float]:
        """Return the fields of a request."""
        return self.model_dump(exclude_none=True)


class VllmFlags(Frozen):
    """How vLLM is started for a family; empty for a parser that it does not need."""

    reasoning_parser: str = ""
    tool_parser: str = ""
    flags: tuple[str, ...] = ()
    """Further arguments."""


class Family(Frozen):
    """What models of one kind have in common."""

    name: str
    patterns: tuple[str, ...] = ()
    """Shell patterns of names, lower case, without the organisation."""
    thinks: Literal["never", "always", "switched", "unknown"] = "unknown"
    """Whether it thinks before it answers: as its chat template is told, or come what may."""
    switch: Switch = ""
    """The key of `chat_template_kwargs` that switches thinking; empty if there is none."""
    efforts: tuple[Effort, ...] = ()
    """What it takes as `reasoning_effort`, the least first; `none` switches thinking off."""
    limit: Limit = "max_tokens"
    """Name of the token limit."""
    sampling: Sampling = Sampling()
    thinking_sampling: Sampling = Sampling()
    """As `sampling`, for replies that are thought about first."""
    context: int = Field(default=0, ge=0)
    """Tokens of prompt and reply that it was made for; 0 if that is not known."""
    vllm: VllmFlags = VllmFlags()

    @property
    def always_thinks(self) -> bool:
        """Whether nothing keeps it from thinking."""
        return self.thinks == "always"

    def effort_for(self, thinking: int) -> Effort | None:
        """Return the `reasoning_effort` for so many tokens of thinking; None if the family takes none."""
        if not self.efforts:
            return None
        if not thinking:
            return self.efforts[0]
        levels = [effort for effort in self.efforts if effort != "none"]
        return levels[min(len(levels) - 1, (thinking > _LITTLE) + (thinking > _MUCH))]


NEUTRAL = Family(name="unknown", switch="enable_thinking")
"""Of a model that fits no family: the switch that most servers understand or ignore, and nothing else."""


def family_of(model: str) -> Family:
    """Return the family of a model by its name, `NEUTRAL` if it fits none."""
    name = model.rstrip("/").rsplit("/", 1)[-1].lower()
    fitting = (family for family in families() if any(fnmatchcase(name, pattern) for pattern in family.patterns))
    return next(fitting, NEUTRAL)


@cache
def families() -> tuple[Family, ...]:
    """Return all families, the first that fits first."""
    text = resources.files(__package__ or "").joinpath("families.toml").read_text(encoding="utf-8")
    return TypeAdapter(tuple[Family, ...]).validate_python(tomllib.loads(text)["family"])
