"""What a server sent back for one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.schema import Usage

if TYPE_CHECKING:
    from openai.types import CompletionUsage

LOOP = "loop"
"""The finish of a reply that was left because it went in circles."""
_LIMITS = frozenset({"length", "max_tokens", "model_length"})
_CHARACTERS_PER_TOKEN = 4
"""To estimate what a server does not report."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One completion, its thinking apart."""

    content: str
    thinking: str
    arguments: str
    """Arguments of the first tool call, as written."""
    finish: str
    """`stop`, `length`, `tool_calls`, `content_filter`, `loop`, or empty if the server did not say."""
    usage: Usage
    refusal: str = ""
    """Why the server's guard would not reply."""

    @property
    def looped(self) -> bool:
        """Whether it was left because it went in circles."""
        return self.finish == LOOP

    @property
    def cut(self) -> bool:
        """Whether it has no end: the token limit ended it, or it went in circles."""
        return self.looped or self.finish.lower() in _LIMITS

    @property
    def withheld(self) -> bool:
        """Whether the server kept it back."""
        return bool(self.refusal) or self.finish == "content_filter"

    @property
    def written(self) -> bool:
        """Whether there is more than thinking."""
        return bool(self.arguments.strip() or self.content.strip())

    @property
    def body(self) -> str:
        """Where the answer stands: the tool call, the content, or what a parser filed under thinking by mistake."""
        return self.arguments or self.content or ("" if self.cut else self.thinking)


def usage_of(reported: CompletionUsage | None, *, prompt: int, answer: int, thinking: int, most: int) -> Usage:
    """Book one request; sizes are in characters and used only for what the server does not report."""
    if reported is None:
        thought = min(thinking // _CHARACTERS_PER_TOKEN, most)
        return Usage(
            model_calls=1,
            prompt_tokens=prompt // _CHARACTERS_PER_TOKEN,
            thinking_tokens=thought,
            answer_tokens=min(answer // _CHARACTERS_PER_TOKEN, most - thought),
        )
    written = reported.completion_tokens or 0
    details = reported.completion_tokens_details
    counted = details.reasoning_tokens if details is not None else None
    thought = min(counted if counted is not None else round(written * thinking / max(1, thinking + answer)), written)
    cached = reported.prompt_tokens_details.cached_tokens if reported.prompt_tokens_details is not None else None
    return Usage(
        model_calls=1,
        prompt_tokens=reported.prompt_tokens or 0,
        cached_tokens=cached or 0,
        thinking_tokens=thought,
        answer_tokens=written - thought,
    )
