"""From a prompt to a checked value: down the ladder of structured output, with one repair by the error's own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from agent.prompts.fence import neutralise
from agent.reasoner.base import Grant, Ledger
from agent.reasoner.serving.account import Account
from agent.reasoner.serving.dialect import Dialect, Rung, mend
from agent.reasoner.serving.faults import RefusedError, TornReplyError
from agent.reasoner.serving.forms import FormError, ReplyError, read_form
from agent.reasoner.serving.probing.findings import Capabilities
from agent.reasoner.serving.repeats import without_loop
from agent.reasoner.serving.reply import Reply
from agent.reasoner.serving.transport import Transport
from agent.reasoner.serving.wire import Wire
from retrievers.errors import ModelError, UnusableReplyError

W = TypeVar("W", bound=Wire)
T = TypeVar("T")

_SHOWN = 4000
"""Most characters of a bad reply that its repair quotes, and of cut thinking that the answer is asked with."""
_HEADROOM = 2048
"""Thinking tokens granted to a model that cannot be kept from thinking."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What one role wants of the server."""

    name: str
    """The role; servers see it as the name of the schema or tool."""
    messages: list[dict[str, str]]
    answer_tokens: int
    thinking_tokens: int
    final: bool = False
    """Whether the budget's reserve may be used."""

    def saying(self, more: str) -> Ask:
        """Return the same request with `more` at the end of its last message."""
        *before, last = self.messages
        return replace(self, messages=[*before, {**last, "content": f"{last['content']}\n\n{more}"}])


class Structured:
    """Asks one model for replies of a given form, and remembers what its server understands."""

    def __init__(self, transport: Transport, model: str) -> None:
        """Start with what the model's family takes and the best rung; each refusal teaches."""
        self._transport = transport
        self._model = model
        self.dialect = Dialect.of(model)

    def inform(self, known: Capabilities) -> None:
        """Take over what probes found out about the server."""
        self.dialect = self.dialect.informed(known)

    async def __call__(self, ask: Ask, reply: type[W], convert: Callable[[W], T], ledger: Ledger | None) -> T:
        """Return what `convert` makes of a valid reply; it raises `ReplyError` for what the model should mend, once.

        `ModelError` if no rung of the ladder gives a usable reply; `BudgetExhaustedError` from the ledger.
        """
        while True:
            used = self.dialect
            try:
                return await self._on_one_rung(ask, reply, convert, ledger)
            except RefusedError as refusal:
                self._learn(used, mend(used, str(refusal)), refusal)
            except FormError as error:
                self._learn(used, None if used.proven else used.lower(), self._unusable(ask, error))
            except ReplyError as error:
                raise self._unusable(ask, error) from None

    async def _on_one_rung(self, ask: Ask, reply: type[W], convert: Callable[[W], T], ledger: Ledger | None) -> T:
        """Ask, check, and let the model mend its reply once. `FormError` where another rung may do better."""
        used = self.dialect
        got = await self._complete(ask, reply, ledger)
        try:
            return self._check(got, reply, convert, used)
        except ReplyError as error:
            asked_twice = got.cut or not got.written
            if asked_twice or (isinstance(error, FormError) and not used.proven and used.lower() is not None):
                raise
            again = replace(ask, messages=[*ask.messages, *_repair(got, error)])
        try:
            return self._check(await self._complete(again, reply, ledger), reply, convert, used)
        except ReplyError as error:
            if error.otherwise is None:
                raise
            return cast("T", error.otherwise)

    def _check(self, got: Reply, reply: type[W], convert: Callable[[W], T], used: Dialect) -> T:
        """Return the converted reply, and note that the rung it came by works."""
        try:
            read = read_form(got, reply)
        except FormError:
            if got.looped:
                raise ReplyError("it said the same again and again") from None
            if got.cut:
                raise ReplyError("it was cut off at the token limit") from None
            raise
        self.dialect = replace(self.dialect, rung=used.rung, proven=True)
        return convert(read)

    async def _complete(self, ask: Ask, reply: type[Wire], ledger: Ledger | None) -> Reply:
        """Return a reply; where it was cut, broke off, or is thinking only, ask once more without thinking."""
        try:
            got = await self._request(ask, reply, ledger)
        except TornReplyError:
            # a call for a tool inside the thinking breaks vLLM's grammar, again at each try
            if not ask.thinking_tokens:
                raise
            return await self._request(replace(ask, thinking_tokens=0), reply, ledger)
        if _reads(got, reply):
            return got
        if got.withheld:
            raise UnusableReplyError(
                f"{self._who} kept back its {ask.name} ({got.refusal or 'its content filter ended the reply'})."
            )
        if got.written and not got.cut:
            return got
        return await self._forced(replace(ask.saying(_once_more(got)), thinking_tokens=0), reply, ledger)

    async def _forced(self, ask: Ask, reply: type[Wire], ledger: Ledger | None) -> Reply:
        """Ask without thinking; once more, with room for it, where the model turns out to think all the same."""
        before = self.dialect
        got = await self._request(ask, reply, ledger)
        if got.cut and not got.written and not before.always_thinks and self.dialect.always_thinks:
            return await self._request(ask, reply, ledger)
        return got

    async def _request(self, ask: Ask, reply: type[Wire], ledger: Ledger | None) -> Reply:
        """Make one request with what the budget grants it."""
        dialect = self.dialect
        thinking = max(ask.thinking_tokens, _HEADROOM) if dialect.always_thinks else ask.thinking_tokens

        def form(grant: Grant) -> dict[str, Any]:
            return dialect.request(
                ask.name,
                reply,
                answer=grant.answer_tokens,
                thinking=grant.thinking_tokens,
                think=bool(ask.thinking_tokens and grant.thinking_tokens),
            )

        wanted = Grant(answer_tokens=ask.answer_tokens, thinking_tokens=thinking)
        account = Account(
            wanted=wanted,
            ledger=ledger,
            final=ask.final,
            cuts_thinking=bool(ask.thinking_tokens) and not dialect.always_thinks,
        )
        got = await self._transport.complete(self._model, ask.messages, form, account)
        if got.thinking and not ask.thinking_tokens:
            self.dialect = replace(self.dialect, always_thinks=True)
        return got

    def _learn(self, used: Dialect, better: Dialect | None, error: ModelError) -> None:
        """Change to `better`, unless another call has changed the dialect since.

        If there is none, start from the top next time, unless a rung is known to work, and raise.
        """
        if better is None:
            if not self.dialect.proven:
                self.dialect = replace(self.dialect, rung=Rung.SCHEMA)
            raise error
        if self.dialect == used:
            self.dialect = better

    @property
    def _who(self) -> str:
        return f"The model {self._model!r} at {self._transport.url}"

    def _unusable(self, ask: Ask, error: ReplyError) -> ModelError:
        who = self._who
        if isinstance(error, FormError) and not self.dialect.proven:
            ways = ", ".join(Rung)
            return ModelError(f"{who} gave no usable {ask.name} by any of {ways} ({error}); serve one that can.")
        return UnusableReplyError(f"{who} gave no usable {ask.name} in two tries: {error}.")


def _reads(got: Reply, reply: type[Wire]) -> bool:
    """Whether a reply is of its form as it is."""
    try:
        read_form(got, reply)
    except FormError:
        return False
    return True


def _once_more(got: Reply) -> str:
    """Say why the same is asked again, so that the next reply is whole."""
    if got.written:
        why = "repeated itself without end" if got.looped else "was cut off because it was too long"
        return f"Your reply {why}. Write the JSON object anew, much shorter."
    if not got.thinking:
        return "Your reply was empty. Write the JSON object now."
    thought = neutralise(without_loop(got.thinking)[-_SHOWN:])
    return f"<thoughts>\n{thought}\n</thoughts>\nThat is enough thought. Write the JSON object now."


def _repair(got: Reply, error: ReplyError) -> list[dict[str, str]]:
    """Return the turns that hand a reply back with what is wrong with it."""
    return [
        {"role": "assistant", "content": neutralise(got.body[:_SHOWN]) or "{}"},
        {
            "role": "user",
            "content": f"That reply cannot be used: {neutralise(str(error))}. Send the whole JSON object, corrected.",
        },
    ]
