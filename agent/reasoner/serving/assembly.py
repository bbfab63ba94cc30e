"""Puts a reply together from the chunks of a stream, or takes it whole, in all the shapes that servers send."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent.reasoner.serving.characters import whole_characters
from agent.reasoner.serving.json_text import find
from agent.reasoner.serving.repeats import Repeats
from agent.reasoner.serving.reply import LOOP, Reply, usage_of
from agent.reasoner.serving.thinking import split_thinking

if TYPE_CHECKING:
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletion, ChatCompletionChunk

_THINKING = ("reasoning", "reasoning_content", "thinking")
"""Names under which servers send thinking; the client's types know none of them."""
_CHARACTERS_PER_TOKEN = 5
"""To tell when thinking has had its tokens: more than there are on average, so that it is never cut short of them."""
_NO_END = frozenset({"", "abort", "error"})
"""What servers say of a reply that they gave up."""


@dataclass
class _Call:
    """A tool call as far as it has come."""

    id: str
    arguments: list[str] = field(default_factory=list)


@dataclass
class Assembly:
    """Collects one reply."""

    prompt_characters: int
    most_tokens: int
    """What the server was told to stop at, thinking included."""
    most_thinking: int | None = None
    """Tokens of thinking after which a reply that has no answer yet is left; None for no such limit."""
    content: list[str] = field(default_factory=list)
    thinking: list[str] = field(default_factory=list)
    calls: dict[int, list[_Call]] = field(default_factory=dict)
    """By the index that the server gives; some give one index to several."""
    refusal: list[str] = field(default_factory=list)
    finish: str = ""
    usage: CompletionUsage | None = None
    begun: bool = False
    """Whether a chunk has come."""
    overthought: bool = False
    """Whether it has had its thinking and has no answer yet: no more is wanted."""
    _pieces: int = 0
    """Chunks that brought something; most servers send a token in each, some several."""
    _characters: int = 0
    _repeats: Repeats = field(default_factory=Repeats)

    def add(self, chunk: ChatCompletionChunk | ChatCompletion) -> None:
        """Take one chunk of a stream, or a whole completion."""
        self.begun = True
        self.usage = getattr(chunk, "usage", None) or self.usage
        for choice in chunk.choices or ():
            self.finish = choice.finish_reason or self.finish
            part = getattr(choice, "delta", None) or getattr(choice, "message", None)
            if part is not None:
                self._take(part)

    def _take(self, part: Any) -> None:  # noqa: ANN401 - servers differ from the client's types
        text, thought = texts_of(part.content)
        said = next((value for name in _THINKING if (value := getattr(part, name, None))), "")
        thought += said if isinstance(said, str) else "".join(texts_of(said))
        self.content.append(text)
        self.thinking.append(thought)
        self.refusal.append(getattr(part, "refusal", None) or "")
        written = [self._call(call) for call in part.tool_calls or ()]
        piece = "".join([thought, text, *written])
        if self._repeats.add(piece):
            self.finish = LOOP
        elif self._overthinks(piece):
            self.overthought = True
            self.finish = "length"

    def _overthinks(self, piece: str) -> bool:
        """Count a piece; whether thinking had filled its tokens before, and goes on with it."""
        so_far = max(self._pieces, self._characters // _CHARACTERS_PER_TOKEN)
        self._pieces += bool(piece)
        self._characters += len(piece)
        if not piece or self.most_thinking is None or so_far < self.most_thinking:
            return False
        self.most_thinking = None  # one look: what has begun to answer is not cut by its thinking any more
        return not self.reply().written

    def _call(self, call: Any) -> str:  # noqa: ANN401 - as above
        """Take a part of a tool call; return what of its arguments it brings."""
        given = getattr(call.function, "arguments", None) or ""
        arguments = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
        same_index = self.calls.setdefault(getattr(call, "index", None) or 0, [])
        named = getattr(call, "id", None) or ""
        if not same_index or (named and same_index[-1].id and named != same_index[-1].id):
            same_index.append(_Call(named))
        same_index[-1].arguments.append(arguments)
        return arguments

    @property
    def ended(self) -> bool:
        """Whether this is the end of a reply: the server says so, or nothing can be missing."""
        return self.finish not in _NO_END or bool(find(self.reply().body).objects)

    def reply(self) -> Reply:
        """Return the whole, or what there is of it; what the server did not count is estimated from the characters."""
        content, inline = split_thinking(whole_characters("".join(self.content)))
        apart = whole_characters("".join(self.thinking)).strip()
        thinking = "\n".join(text for text in (apart, inline) if text)
        arguments = self._arguments()
        usage = usage_of(
            self.usage,
            prompt=self.prompt_characters,
            answer=len(content) + len(arguments),
            thinking=len(thinking),
            most=self.most_tokens,
        )
        refusal = "".join(self.refusal)
        return Reply(
            content=content, thinking=thinking, arguments=arguments, finish=self.finish, usage=usage, refusal=refusal
        )

    def _arguments(self) -> str:
        """Return the arguments of the first call; of all of them together where a server numbers their parts."""
        texts = ["".join(call.arguments) for calls in self.calls.values() for call in calls]
        first = whole_characters(next((text for text in texts if text.strip()), ""))
        if len(texts) < 2:
            return first
        joined = whole_characters("".join(texts))
        return joined if not find(first).objects and find(joined).objects else first


def texts_of(content: Any) -> tuple[str, str]:  # noqa: ANN401 - as servers send it
    """Return the text and the thinking of a content, which is a text, nothing, or a list of typed parts."""
    if isinstance(content, str):
        return content, ""
    text, thinking = "", ""
    for part in content if isinstance(content, list) else ():
        if not isinstance(part, dict):
            text += part if isinstance(part, str) else ""
            continue
        said = part.get("text") or part.get("thinking") or part.get("reasoning") or ""
        said = said if isinstance(said, str) else "".join(texts_of(said))
        if str(part.get("type", "text")).startswith(("thinking", "reasoning")):
            thinking += said
        else:
            text += said
    return text, thinking
