"""One call to an OpenAI-compatible server: streamed, timed, retried, each try booked, its errors in plain words."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import openai
from pydantic import SecretStr

from agent.reasoner.base import Grant
from agent.reasoner.serving.account import Account, Entry
from agent.reasoner.serving.arriving import arriving
from agent.reasoner.serving.assembly import Assembly
from agent.reasoner.serving.faults import BrokenStreamError, explain, never_arrived
from agent.reasoner.serving.limits import Limits
from agent.reasoner.serving.replay.record import Recorder
from agent.reasoner.serving.reply import LOOP, Reply
from agent.schema import Usage
from retrievers.errors import BudgetExhaustedError, ModelError

Messages = Sequence[Mapping[str, str]]
Form = Callable[[Grant], Mapping[str, Any]]
"""Puts what a request may use into its arguments beside model and messages."""


@dataclass(frozen=True)
class _Line:
    """A client and its gate. Connections belong to one event loop."""

    client: openai.AsyncOpenAI
    gate: asyncio.Semaphore


@dataclass(frozen=True)
class _Call:
    """What is the same at each try."""

    client: openai.AsyncOpenAI
    model: str
    messages: Messages
    form: Form
    account: Account
    patience: asyncio.Timeout


class Transport:
    """Talks to one server. May be shared by all runs of a process, whatever event loops they run in."""

    def __init__(
        self,
        url: str,
        *,
        api_key: SecretStr | None = None,
        limits: Limits | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """Take the base address, such as `http://127.0.0.1:8000/v1`, and who writes down what is said."""
        self.url = url.rstrip("/")
        self.limits = limits or Limits()
        self._recorder = recorder
        self._key = api_key.get_secret_value() if api_key else "none"
        self._lines: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = weakref.WeakKeyDictionary()

    async def complete(self, model: str, messages: Messages, form: Form, account: Account) -> Reply:
        """Return one completion. Each try that reaches the server is a call on the account.

        `RefusedError` if the server does not understand the request; `ModelError` if it cannot be reached, refuses
        the key, does not have the model, or stays busy; `BudgetExhaustedError` if the account does not allow another
        try. Cancelling the task closes the stream: the server stops.
        """
        line = self._line()
        total = self.limits.total_s
        faults: list[BaseException | None] = []
        try:
            async with line.gate, asyncio.timeout(total) as patience:
                call = _Call(line.client, model, messages, form, account, patience)
                return await self.limits.retrying(faults.append)(self._try, call)
        except TimeoutError:
            raise ModelError(
                f"The model server at {self.url} did not answer within {total:g} seconds; "
                f"set QUAESTOR_MODEL_TIMEOUT_S higher or serve a faster model."
            ) from None
        except BudgetExhaustedError as refusal:
            why = [f"{explain(fault, self.url, model)}" for fault in faults[-1:] if isinstance(fault, Exception)]
            raise BudgetExhaustedError(" ".join([str(refusal), *why])) from None
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
                http_client=self._recorder.client() if self._recorder else None,
            )
            self._lines[loop] = _Line(client, asyncio.Semaphore(self.limits.concurrency))
        return self._lines[loop]

    async def _try(self, call: _Call) -> Reply:
        """Ask once; patience rests while the account has other calls end first."""
        clock = asyncio.get_running_loop().time
        left = (call.patience.when() or clock()) - clock()
        call.patience.reschedule(None)
        async with call.account.request() as entry:
            call.patience.reschedule(clock() + left)
            return await self._booked(call, entry)

    async def _booked(self, call: _Call, entry: Entry) -> Reply:
        """Ask once; leave in the entry what was used, be it for half a reply."""
        assembly = Assembly(
            prompt_characters=sum(len(message["content"]) for message in call.messages),
            most_tokens=entry.grant.answer_tokens + entry.grant.thinking_tokens,
        )
        entry.spent = Usage(model_calls=1)
        try:
            await self._stream(call, call.form(entry.grant), assembly)
        except openai.APIConnectionError as error:
            if never_arrived(error):
                entry.spent = Usage()
            raise
        finally:
            if assembly.begun:
                entry.spent = assembly.reply().usage
        return assembly.reply()

    async def _stream(self, call: _Call, asked: Mapping[str, Any], assembly: Assembly) -> None:
        """Collect one stream; `BrokenStreamError` if it stalls or stops short."""
        clock = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(self.limits.first_token_s) as phase:
                create: Any = call.client.chat.completions.create
                stream = await create(model=call.model, messages=list(call.messages), **asked)
                async with stream, aclosing(arriving(stream)) as chunks:
                    async for chunk in chunks:
                        assembly.add(chunk)
                        phase.reschedule(clock() + self.limits.between_tokens_s)
                        if assembly.finish == LOOP:
                            break  # leaving the block closes the stream, and the server stops
        except TimeoutError:
            raise BrokenStreamError("it sent nothing for too long") from None
        except ValueError:
            raise BrokenStreamError("it sent a chunk that is no JSON") from None
        if not assembly.ended:
            raise BrokenStreamError("the stream ended without an end")

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
