"""One call to an OpenAI-compatible server: streamed, timed, retried, each try booked, its errors in plain words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from traceback import clear_frames
from typing import Any, TypeVar

import openai
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from pydantic import SecretStr

from agent.reasoner.base import Grant
from agent.reasoner.serving.account import Account, Entry
from agent.reasoner.serving.arriving import arriving
from agent.reasoner.serving.assembly import Assembly
from agent.reasoner.serving.attempts import judge
from agent.reasoner.serving.clients import Clients
from agent.reasoner.serving.endpoint import Endpoint, addresses, endpoint, preferred
from agent.reasoner.serving.faults import BrokenStreamError, LeftAloneError, explain, never_arrived
from agent.reasoner.serving.limits import Limits
from agent.reasoner.serving.replay.record import Recorder
from agent.reasoner.serving.reply import LOOP, Reply
from agent.schema import Usage
from retrievers.errors import BudgetExhaustedError, ModelError

T = TypeVar("T")

Messages = Sequence[Mapping[str, str]]
Form = Callable[[Grant], Mapping[str, Any]]
"""Puts what a request may use into its arguments beside model and messages."""
Watch = Callable[[ChatCompletionChunk | ChatCompletion], None]
"""Is told each part of a reply as it comes, those of tries that then fail too; the whole if it is not streamed."""


@dataclass(kw_only=True)
class _Errand:
    """What a call has gone through so far."""

    model: str
    patience: asyncio.Timeout
    at: Endpoint
    """Where its latest try went."""
    faults: list[Exception] = field(default_factory=list)
    """Of the tries that were followed by another."""
    heard: bool = False
    """Whether anything of an answer to the latest try has come."""


@dataclass(frozen=True, kw_only=True)
class _Call:
    """What is the same at each try."""

    messages: Messages
    form: Form
    account: Account
    watch: Watch


class Transport:
    """Talks to one server, or to the first of several that is well; all serve the same models.

    May be shared by all runs of a process, whatever event loops they run in. How many calls a server has in flight, and
    whether it is left alone for a while, is common to all transports of the process.
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: SecretStr | None = None,
        limits: Limits | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """Take the base address, such as `http://127.0.0.1:8000/v1`, and who writes down what is said.

        Several addresses are separated by commas, the best first.
        """
        self._endpoints = tuple(endpoint(each) for each in addresses(url)) or (endpoint(""),)
        self.url = " and ".join(each.url for each in self._endpoints)
        self.limits = limits or Limits()
        key = api_key.get_secret_value() if api_key else "none"
        self._clients = Clients(key, connect_s=self.limits.connect_s, recorder=recorder)

    async def complete(
        self, model: str, messages: Messages, form: Form, account: Account, watch: Watch = lambda _: None
    ) -> Reply:
        """Return one completion. Each try that reaches a server is a call on the account.

        `RefusedError` if the server does not understand the request; `ModelError` if it cannot be reached, refuses
        the key, does not have the model, stays busy, or is left alone; `BudgetExhaustedError` if the account does not
        allow another try. Cancelling the task closes the stream: the server stops.
        """
        call = _Call(messages=messages, form=form, account=account, watch=watch)

        async def once(errand: _Errand) -> Reply:
            return await self._try(call, errand)

        return await self._run(model, once)

    async def models(self) -> list[str]:
        """Return the names of the models that the server has; `ModelError` as for a completion."""
        return await self._run("", self._names)

    async def aclose(self) -> None:
        """Close the connections that belong to the running event loop."""
        await self._clients.aclose()

    async def _run(self, model: str, work: Callable[[_Errand], Awaitable[T]]) -> T:
        """Do `work`, again where it fails and may not the next time; say what ends it in one sentence."""
        total = self.limits.total_s
        errand = _Errand(model=model, patience=asyncio.timeout(total), at=self._endpoints[0])
        retrying = self.limits.retrying(
            errand.faults.append, lambda: self._has_better_than(errand.at), len(self._endpoints)
        )
        try:
            async with errand.patience:
                return await retrying(work, errand)
        except TimeoutError:
            raise ModelError(
                f"The model server at {errand.at.url} did not answer within {total:g} seconds; "
                f"set QUAESTOR_MODEL_TIMEOUT_S higher or serve a faster model."
            ) from None
        except BudgetExhaustedError as refusal:
            why = [str(explain(fault, errand.at.url, model)) for fault in errand.faults[-1:]]
            raise BudgetExhaustedError(" ".join([str(refusal), *why])) from None
        except openai.NotFoundError:
            raise await self._not_found(errand) from None
        except (openai.APIError, BrokenStreamError) as error:
            raise explain(error, errand.at.url, model) from None

    def _has_better_than(self, asked: Endpoint) -> bool:
        best = preferred(self._endpoints)
        return best is not None and best is not asked and best.health.is_fine

    def _choose(self) -> Endpoint:
        """Return which server to ask; `LeftAloneError` if each has failed too often of late."""
        best = preferred(self._endpoints)
        if best is None:
            raise LeftAloneError(self._endpoints[0].health.refusal())
        return best

    @contextmanager
    def _asking(self, errand: _Errand) -> Iterator[None]:
        """Ask the server that was chosen, and learn from how it goes; `LeftAloneError` if it is not to be asked now."""
        at, limits = errand.at, self.limits
        errand.heard = False
        with at.health.attempt(failures=limits.failures, rest_s=limits.rest_s) as made:
            if made is None:
                raise LeftAloneError(at.health.refusal())
            try:
                yield
                made.fine = True
            except BaseException as error:
                late = errand.patience.expired()
                judge(made, error, heard=errand.heard, late=late, url=at.url, model=errand.model, rest_s=limits.rest_s)
                raise

    async def _try(self, call: _Call, errand: _Errand) -> Reply:
        """Ask once; patience rests while other calls have to end first, those of the run or those on the server."""
        clock = asyncio.get_running_loop().time
        left = (errand.patience.when() or clock()) - clock()
        errand.patience.reschedule(None)
        async with call.account.request() as entry:
            errand.at = self._choose()
            async with errand.at.gate(self.limits.concurrency):
                errand.patience.reschedule(clock() + left)
                with self._asking(errand):
                    return await self._booked(call, errand, entry)

    async def _booked(self, call: _Call, errand: _Errand, entry: Entry) -> Reply:
        """Ask once; leave in the entry what was used, be it for half a reply."""
        grant = errand.at.pace.within(entry.grant, entry.seconds_left())
        assembly = Assembly(
            prompt_characters=sum(len(message["content"]) for message in call.messages),
            most_tokens=grant.answer_tokens + grant.thinking_tokens,
            most_thinking=(grant.thinking_tokens or None) if call.account.cuts_thinking else None,
        )
        entry.spent = Usage(model_calls=1)
        try:
            took = await self._stream(call, errand, call.form(grant), assembly)
        except openai.APIConnectionError as error:
            if never_arrived(error):
                entry.spent = Usage()
            raise
        finally:
            if assembly.begun:
                entry.spent = assembly.reply().usage
        errand.at.pace.note(entry.spent.answer_tokens + entry.spent.thinking_tokens, took)
        return assembly.reply()

    async def _stream(self, call: _Call, errand: _Errand, asked: Mapping[str, Any], assembly: Assembly) -> float:
        """Collect one stream; return the seconds that it took from its first part on.

        `BrokenStreamError` if it stalls or stops short.
        """
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            async with asyncio.timeout(self.limits.first_token_s) as phase:
                create: Any = self._clients(errand.at.url).chat.completions.create
                stream = await create(model=errand.model, messages=list(call.messages), **asked)
                async with stream, aclosing(arriving(stream)) as chunks:
                    async for chunk in chunks:
                        begun, errand.heard = begun if errand.heard else clock(), True
                        assembly.add(chunk)
                        call.watch(chunk)
                        phase.reschedule(clock() + self.limits.between_tokens_s)
                        if assembly.finish == LOOP or assembly.overthought:
                            break  # leaving the block closes the stream, and the server stops
        except TimeoutError:
            raise BrokenStreamError("it sent nothing for too long") from None
        except (openai.APIError, ValueError) as error:
            # what was being read is given up now, on its own loop, and not when it is collected
            clear_frames(error.__traceback__)
            if isinstance(error, openai.APIError):
                raise
            raise BrokenStreamError("it sent a chunk that is no JSON") from None
        if not assembly.ended:
            raise BrokenStreamError("the stream ended without an end")
        return clock() - begun

    async def _names(self, errand: _Errand) -> list[str]:
        """Ask once which models there are."""
        errand.at = self._choose()
        with self._asking(errand):
            return await self._names_at(errand.at)

    async def _names_at(self, at: Endpoint) -> list[str]:
        try:
            async with asyncio.timeout(self.limits.first_token_s):
                return [model.id async for model in self._clients(at.url).models.list()]
        except TimeoutError:
            raise BrokenStreamError("it sent nothing for too long") from None
        except (ValueError, AttributeError, TypeError):
            raise BrokenStreamError("its list of models is not one") from None

    async def _not_found(self, errand: _Errand) -> ModelError:
        """Tell a model that is not there from an address that is not right."""
        url = errand.at.url
        try:
            known = await self._names_at(errand.at)
        except (openai.APIError, BrokenStreamError):
            return ModelError(
                f"There is no OpenAI-compatible server at {url}; the address usually ends in /v1: "
                f"correct QUAESTOR_MODEL_URL."
            )
        return ModelError(
            f"The model server at {url} has no model {errand.model!r}; set QUAESTOR_MODEL to one of {', '.join(known)}."
        )
