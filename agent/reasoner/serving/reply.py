"""What a server sent back for one call, put together from its stream."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.schema import Usage

if TYPE_CHECKING:
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletionChunk

_THINK = re.compile(r"^\s*<think(?:ing)?>", re.IGNORECASE)
_END = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
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
    """`stop`, `length`, `tool_calls`, or empty if the server did not say."""
    usage: Usage

    @property
    def cut(self) -> bool:
        """Whether the token limit ended it."""
        return self.finish == "length"

    @property
    def body(self) -> str:
        """Where the answer stands: the tool call, the content, or what a parser filed under thinking by mistake."""
        return self.arguments or self.content or ("" if self.cut else self.thinking)


@dataclass
class Assembly:
    """Collects the chunks of one stream."""

    prompt_characters: int
    most_tokens: int
    """What the server was told to stop at, thinking included."""
    content: list[str] = field(default_factory=list)
    thinking: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    finish: str = ""
    usage: CompletionUsage | None = None
    begun: bool = False
    """Whether a chunk has come."""

    def add(self, chunk: ChatCompletionChunk) -> None:
        """Take one chunk of the chat completions stream."""
        self.begun = True
        self.usage = getattr(chunk, "usage", None) or self.usage
        for choice in chunk.choices or ():
            self.finish = choice.finish_reason or self.finish
            delta = choice.delta
            self.content.append(delta.content or "")
            # the client's type knows neither of the two names under which servers send thinking
            self.thinking.append(getattr(delta, "reasoning", None) or getattr(delta, "reasoning_content", None) or "")
            for call in delta.tool_calls or ():
                if not call.index and call.function is not None:
                    self.arguments.append(call.function.arguments or "")

    def reply(self) -> Reply:
        """Return the whole, or what there is of it; what the server did not count is estimated from the characters."""
        content, thinking = "".join(self.content), "".join(self.thinking).strip()
        if not thinking:
            content, thinking = split_thinking(content)
        arguments = "".join(self.arguments)
        written = len(content) + len(arguments)
        usage = _usage(self.usage, self.prompt_characters, written, len(thinking), self.most_tokens)
        return Reply(content=content, thinking=thinking, arguments=arguments, finish=self.finish, usage=usage)


def split_thinking(text: str) -> tuple[str, str]:
    """Split inline thinking off: `<think>...</think>answer`, with the opening or the closing tag missing too.

    A text that begins with an object has no thinking; a tag further on stands inside one of its strings.
    """
    if text.lstrip().startswith("{"):
        return text, ""
    ends = list(_END.finditer(text))
    if ends:
        return text[ends[-1].end() :].lstrip(), _THINK.sub("", text[: ends[-1].start()]).strip()
    if _THINK.match(text):
        return "", _THINK.sub("", text).strip()
    return text, ""


def _usage(reported: CompletionUsage | None, prompt: int, answer: int, thinking: int, most: int) -> Usage:
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
