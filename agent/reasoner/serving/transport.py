"""One call to an OpenAI-compatible server: streamed, timed phase by phase, retried, its errors in plain words."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import openai
import tenacity
from pydantic import SecretStr

from agent.reasoner.serving.faults import BrokenStreamError, explain, is_torn, passes, wait_asked_for
from agent.reasoner.serving.reply import Assembly, Reply
from retrievers.errors import ModelError

Messages = Sequence[Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long each phase of a call may take, and how often it is tried."""

    connect_s: float = 5.0
    first_token_s: float = 60.0
    between_tokens_s: float = 30.0
    total_s: float = 120.0
    """For one call with all its tries, from its turn on."""
    tries: int = 4
    """A reply that breaks off is asked for twice at most: the request may be the cause."""
    backoff_s: float = 0.5
    """Longest wait before the second try; it doubles with each further one. The wait is drawn below it."""
    retry_after_s: float = 30.0
    """Longest wait that a server may ask for."""
    concurrency: int = 16
    """Calls in flight at once."""


@dataclass(frozen=True)
class _Line:
    """A client and its gate. Connections belong to one event loop."""

    client: openai.AsyncOpenAI
    gate: asyncio.Semaphore


class Transport:
    """Talks to one server. May be shared by all runs of a process, whatever event loops they run in."""

    def __init__(self, url: str, *, api_key: SecretStr | None = None, limits: Limits | None = None) -> None:
        """Take the base address, such as `http://127.0.0.1:8000/v1`."""
        self.url = url.rstrip("/")
        self.limits = limits or Limits()
        self._key = api_key.get_secret_value() if api_key else "none"
        self._lines: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = weakref.WeakKeyDictionary()

    async def complete(self, model: str, messages: Messages, asked: Mapping[str, Any]) -> Reply:
        """Return one completion.

        `RefusedError` if the server does not understand the request; `ModelError` if it cannot be reached, refuses
        the key, does not have the model, or stays busy. Cancelling the task closes the stream: the server stops.
        """
        line = self._line()
        total = self.limits.total_s
        try:
            async with line.gate, asyncio.timeout(total):
                return await self._retrying()(self._stream, line.client, model, messages, asked)
        except TimeoutError:
            raise ModelError(
                f"The model server at {self.url} did not answer within {total:g} seconds; "
                f"set QUAESTOR_MODEL_TIMEOUT_S higher or serve a faster model."
            ) from None
        except openai.NotFoundError:
            raise await self._not_found(model) from None
        except (openai.APIError, BrokenStreamError) as error:
            raise explain(error, self.url, model) from None

    async def models(self) -> list[str]:
        """Return the names of the models that the server has."""
        try:
            return [model.id async for model in self._line().client.models.list()]
        except openai.APIError as error:
            raise explain(error, self.url, "") from None

    async def aclose(self) -> None:
        """Close the connections that belong to the running event loop."""
        line = self._lines.pop(asyncio.get_running_loop(), None)
        if line is not None:
            await line.client.close()

    def _line(self) -> _Line:
        loop = asyncio.get_running_loop()
        if loop not in self._lines:
            client = openai.AsyncOpenAI(
                base_url=self.url,
                api_key=self._key,
                max_retries=0,
                timeout=openai.Timeout(None, connect=self.limits.connect_s),
            )
            self._lines[loop] = _Line(client, asyncio.Semaphore(self.limits.concurrency))
        return self._lines[loop]

    def _retrying(self) -> tenacity.AsyncRetrying:
        jitter = tenacity.wait_random_exponential(multiplier=self.limits.backoff_s, max=8)

        def wait(state: tenacity.RetryCallState) -> float:
            asked = wait_asked_for(state.outcome.exception() if state.outcome else None)
            return jitter(state) if asked is None else asked

        def may_retry(error: BaseException) -> bool:
            return passes(error) and (wait_asked_for(error) or 0.0) <= self.limits.retry_after_s

        def stop(state: tenacity.RetryCallState) -> bool:
            error = state.outcome.exception() if state.outcome else None
            torn = error is not None and is_torn(error)
            return state.attempt_number >= (min(2, self.limits.tries) if torn else self.limits.tries)

        return tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(may_retry),
            wait=wait,
            stop=stop,
            reraise=True,
        )

    async def _stream(
        self, client: openai.AsyncOpenAI, model: str, messages: Messages, asked: Mapping[str, Any]
    ) -> Reply:
        """Ask once and collect the stream; `BrokenStreamError` if it stalls or stops short."""
        assembly = Assembly()
        clock = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(self.limits.first_token_s) as phase:
                create: Any = client.chat.completions.create
                async with await create(model=model, messages=list(messages), **asked) as chunks:
                    async for chunk in chunks:
                        assembly.add(chunk)
                        phase.reschedule(clock() + self.limits.between_tokens_s)
        except TimeoutError:
            raise BrokenStreamError("it sent nothing for too long") from None
        except ValueError:
            raise BrokenStreamError("it sent a chunk that is no JSON") from None
        if not assembly.finish:
            raise BrokenStreamError("the stream ended without an end")
        return assembly.reply(sum(len(message["content"]) for message in messages))

    async def _not_found(self, model: str) -> ModelError:
        """Tell a model that is not there from an address that is not right."""
        try:
            known = await self.models()
        except ModelError:
            return ModelError(
                f"There is no OpenAI-compatible server at {self.url}; the address usually ends in /v1: "
                f"correct QUAESTOR_MODEL_URL."
            )
        return ModelError(
            f"The model server at {self.url} has no model {model!r}; set QUAESTOR_MODEL to one of {', '.join(known)}."
        )
