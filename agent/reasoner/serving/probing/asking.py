"""One small request to a server, and how it may fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import openai

from agent.reasoner.serving.families import Family, Limit

Json = Any
"""As a server sent it: nothing in it is certain."""
_REFUSALS = frozenset({400, 404, 405, 413, 415, 422, 501})


class RefusedProbeError(Exception):
    """The server does not take such a request."""


class SilentProbeError(Exception):
    """The server did not get to the request: nothing is learnt."""


@dataclass(kw_only=True)
class Asker:
    """Asks one model, with what is found out on the way: the name of its token limit, what keeps it from thinking."""

    client: openai.AsyncOpenAI
    model: str
    family: Family
    limit: Limit = "max_tokens"
    quiet: dict[str, Any] = field(default_factory=dict)
    """Fields of a request that keep the model from thinking, or make it think little."""
    room: int = 64
    """Tokens that a reply of a few words may have, its thinking included."""

    async def chat(self, said: str, *, tokens: int | None = None, **more: Json) -> Json:
        """Return the reply to one message. `RefusedProbeError`, `SilentProbeError`."""
        body = {**self.quiet, "model": self.model, "messages": [{"role": "user", "content": said}], **more}
        try:
            return await self.post("/chat/completions", {**body, self.limit: tokens or self.room})
        except RefusedProbeError as refusal:
            if self.limit == "max_completion_tokens" or "max_completion_tokens" not in str(refusal):
                raise
        self.limit = "max_completion_tokens"
        return await self.post("/chat/completions", {**body, self.limit: tokens or self.room})

    async def post(self, path: str, body: Mapping[str, Json]) -> Json:
        """Return what a path below the base address, or a whole address, answers."""
        return await self._send("post", path, body)

    async def get(self, path: str) -> Json:
        """As `post`."""
        return await self._send("get", path, None)

    def at_root(self, path: str) -> str:
        """Return the address of a path beside the API: without its `/v1`."""
        base = urlsplit(str(self.client.base_url))
        return base._replace(path=base.path.rstrip("/").removesuffix("/v1") + path).geturl()

    async def _send(self, verb: Literal["get", "post"], path: str, body: Mapping[str, Json] | None) -> Json:
        try:
            if verb == "get":
                return await self.client.get(path, cast_to=object)
            return await self.client.post(path, cast_to=object, body=body)
        except openai.APIStatusError as error:
            said = " ".join(str(error.message).split())[:160]
            if error.status_code in _REFUSALS:
                raise RefusedProbeError(f"refused with status {error.status_code}: {said}") from None
            raise SilentProbeError(f"the server answers with status {error.status_code}: {said}") from None
        except openai.APITimeoutError:
            raise SilentProbeError("the server does not answer in time") from None
        except (openai.APIError, ValueError) as error:
            raise SilentProbeError(f"the reply cannot be read: {type(error).__name__}") from None


def dig(value: Json, *path: str | int) -> Json:
    """Return what stands at a path of keys and places; None where it leads nowhere."""
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def message_of(reply: Json) -> Json:
    """Return the message of a chat completion."""
    return dig(reply, "choices", 0, "message")


def content_of(reply: Json) -> str:
    """Return the text of a chat completion."""
    content = dig(message_of(reply), "content")
    return content if isinstance(content, str) else ""


def was_cut(reply: Json) -> bool:
    """Whether the token limit ended a reply."""
    return bool(dig(reply, "choices", 0, "finish_reason") == "length")
