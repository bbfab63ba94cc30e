"""A served model reads one passage: it reasons, then names entities and facts, and code checks each of them.

Follows ReasoningNER ("reasoning-enhanced named entity recognition"): what a passage speaks of is reasoned out before
any span is written, in the same reply.
"""

from __future__ import annotations

import hashlib
from functools import cached_property

from pydantic import SecretStr

from agent.extraction.allowance import Allowance
from agent.extraction.verify import Checked, Source, check
from agent.extraction.wire import ExtractReply
from agent.prompts.render import render
from agent.reasoner.serving.connect import only_model
from agent.reasoner.serving.limits import Limits
from agent.reasoner.serving.schema import describe
from agent.reasoner.serving.structured import Ask, Structured
from agent.reasoner.serving.transport import Transport
from agent.schema import Usage
from retrievers.schema import Passage

ANSWER_TOKENS = 2048
"""Most tokens of one reply, its reasoning included."""


class PassageReader:
    """Asks one model on an OpenAI-compatible server. Use from one event loop; close it there."""

    def __init__(
        self, *, model_url: str, model: str = "", api_key: SecretStr | None = None, limits: Limits | None = None
    ) -> None:
        """Connect to nothing yet; an empty `model` takes the only one that the server has."""
        self._transport = Transport(model_url, api_key=api_key, limits=limits)
        self._model = model
        self._structured: Structured | None = None

    async def identity(self) -> str:
        """Return who reads and how, as the cache keeps it: the model, and a hash of what it is told."""
        self._model = self._model or await only_model(self._transport)
        told = self.system + _task(Source(text="", title=""))
        return f"{self._model} {hashlib.sha256(told.encode()).hexdigest()[:12]}"

    @cached_property
    def system(self) -> str:
        """What every call begins with, so that the server's prefix cache serves it."""
        return render("extract_system", reply=describe(ExtractReply))

    def characters(self, passage: Passage) -> int:
        """Return the length of the prompt for a passage."""
        return len(self.system) + len(_task(Source(text=passage.text, title=passage.title)))

    async def __call__(self, passage: Passage, allowance: Allowance) -> tuple[Checked, Usage]:
        """Read a passage; return what of the reply stands in it, and what that took.

        `UnusableReplyError` if its reply is of no use; `ModelError` if the server fails; `BudgetExhaustedError`.
        """
        if self._structured is None:
            self._structured = Structured(self._transport, self._model or await only_model(self._transport))
        source = Source(text=passage.text, title=passage.title)
        messages = [{"role": "system", "content": self.system}, {"role": "user", "content": _task(source)}]
        ask = Ask(name="extract", messages=messages, answer_tokens=ANSWER_TOKENS, thinking_tokens=0)
        ledger = allowance.for_prompt(self.characters(passage))
        checked = await self._structured(ask, ExtractReply, lambda reply: check(reply, source), ledger)
        return checked, ledger.spent

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


def _task(source: Source) -> str:
    return render("extract", title=source.title, text=source.text)
