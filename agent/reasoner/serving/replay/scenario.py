"""What a replayed server says, as data: one JSON object a line.

A line is a turn, with the fields of `Turn`; a line `{"server": {...}}` has those of `Scenario`. The least is

    {"role": "rewrite", "reply": {"query": "other words"}}

and a recorded turn has `request`, the body that it answered, and `chunks`, the bytes of the reply as they came.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError

from retrievers.errors import UserError
from retrievers.schema import Frozen

CHAT = "chat/completions"


class Chunk(Frozen):
    """Bytes that came together."""

    after_s: float = Field(default=0.0, ge=0)
    """Wait since the chunk before, or since the head of the reply."""
    text: str = ""
    base64: str = ""
    """In place of `text` where the bytes are no UTF-8 by themselves, as when a character was cut in two."""

    @classmethod
    def of(cls, content: bytes, after_s: float) -> Self:
        """Take bytes as they came."""
        try:
            return cls(after_s=after_s, text=content.decode())
        except UnicodeDecodeError:
            return cls(after_s=after_s, base64=base64.b64encode(content).decode())

    @property
    def content(self) -> bytes:
        """The bytes."""
        return base64.b64decode(self.base64) if self.base64 else self.text.encode()


class Turn(Frozen):
    """One reply, or one fault; and which requests it answers."""

    role: str = ""
    """The only role that it answers, as `plan`; empty for any."""
    about: str = ""
    """Words that the prompts hold which it answers; empty for any."""
    request: dict[str, Any] | None = None
    """The body that it answered when it was recorded. It answers requests with the same messages, and is there for
    good; of several the first that has not been used comes first, then the last."""
    path: str = CHAT
    """Below the base address; with a slash in front, below the root of the server, as `/tokenize`."""
    times: int = 1
    """How many requests it answers; 0 for any number."""

    reply: Mapping[str, Any] | str = ""
    """The answer: an object, or raw text where the form matters."""
    thinking: str = ""
    thinking_in: Literal["reasoning", "reasoning_content", "inline"] = "reasoning"
    message: dict[str, Any] | None = None
    """The whole message in place of `reply` and `thinking`, in the server's own shape."""
    deltas: tuple[dict[str, Any], ...] = ()
    """The changes that a stream brings, in place of those that `message` is cut into."""
    chunks: tuple[Chunk, ...] | None = None
    """The bytes of the body in place of all of the above."""
    finish: str | None = "stop"
    usage: bool = True
    """Whether usage is reported, where the request asks for it."""
    streams: bool = True
    """False answers with one JSON body, also where a stream was asked for."""

    status: int = 200
    """Any other status is sent with `error` as its message."""
    error: str = "scripted fault"
    headers: Mapping[str, str] = Field(default_factory=dict)
    delay_s: float = Field(default=0.0, ge=0)
    """Wait before the first byte."""
    stall_after: int | None = None
    """Send so many bytes of the stream, then nothing until the client goes away."""
    drop_after: int | None = None
    """Send so many bytes of the stream, then close the connection."""
    breaks: str = ""
    """Message of an error event that the server sends in the middle of the stream."""


class Scenario(Frozen):
    """What a server says and what it understands."""

    turns: tuple[Turn, ...] = ()
    models: tuple[str, ...] = Field(default=("scripted",), min_length=1)
    key: str = ""
    """The key it wants; empty for none."""
    refuses: frozenset[str] = frozenset()
    """Request features answered with 400: `json_schema`, `tools`, `json_object`, `stream_options`, ..."""
    piece: int = Field(default=97, ge=1)
    """Bytes a write: streams are cut anywhere, inside UTF-8 and inside JSON."""
    letters: int = Field(default=11, ge=1)
    """Characters of content a change: texts are cut anywhere, inside `</think>` and inside an escape."""


def load(path: Path) -> Scenario:
    """Read a scenario; `UserError` names the file and the line that cannot be read.

    Without a line of the server its models are those that the requests name.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The scenario {path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    server: dict[str, Any] = {}
    turns: list[Turn] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            with _naming(f"Line {number} of the scenario {path}"):
                value = json.loads(line)
                if isinstance(value, dict) and set(value) == {"server"}:
                    server = value["server"]
                else:
                    turns.append(Turn.model_validate(value))
    named = dict.fromkeys(turn.request["model"] for turn in turns if turn.request and "model" in turn.request)
    with _naming(f"The server of the scenario {path}"):
        return Scenario.model_validate({**({"models": tuple(named)} if named else {}), **server, "turns": tuple(turns)})


@contextmanager
def _naming(what: str) -> Iterator[None]:
    """Turn what is wrong with a value into a sentence about it."""
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(f"{what} cannot be read: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
    except (ValueError, TypeError) as error:
        raise UserError(f"{what} cannot be read: {error}.") from None
