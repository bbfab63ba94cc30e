"""What an extraction may spend: calls and tokens of all kinds together, hard."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from agent.reasoner.base import Grant
from agent.schema import Usage
from retrievers.errors import BudgetExhaustedError

_LEAST_ANSWER = 256
"""Answer tokens below which a call is not worth its prompt."""
_CHARACTERS_PER_TOKEN = 3
"""Fewer than texts have, so that a prompt is not held for less than it costs."""


@dataclass(kw_only=True)
class Allowance:
    """Calls and tokens left; None is no limit. Shared by the calls of one event loop."""

    calls: int | None = None
    tokens: int | None = None
    """Prompt, thinking and answer."""
    spent: Usage = field(default_factory=Usage)
    _held: dict[Grant, int] = field(default_factory=dict)
    _freed: asyncio.Event = field(default_factory=asyncio.Event)

    def for_prompt(self, characters: int) -> PromptLedger:
        """Return the ledger of a call whose prompt has so many characters."""
        return PromptLedger(allowance=self, prompt=characters // _CHARACTERS_PER_TOKEN)

    async def take(self, wanted: Grant, prompt: int) -> Grant:
        """Hold what a call may use, and wait while others may still give back.

        `BudgetExhaustedError` if nothing is left.
        """
        while True:
            freed = self._freed
            if self.calls is not None and self.spent.model_calls + len(self._held) >= self.calls:
                raise BudgetExhaustedError(f"The {self.calls:,} calls of this extraction are used up.")
            answer = self._answer(wanted, prompt)
            if answer:
                grant = Grant(answer_tokens=answer, thinking_tokens=wanted.thinking_tokens, seconds=wanted.seconds)
                self._held[grant] = prompt + answer + wanted.thinking_tokens
                return grant
            if not self._held:
                raise BudgetExhaustedError(f"The {self.tokens:,} tokens of this extraction are used up.")
            await freed.wait()

    def give_back(self, grant: Grant, spent: Usage) -> None:
        """Book what a call used, and wake those that wait."""
        del self._held[grant]
        self.spent += spent
        freed, self._freed = self._freed, asyncio.Event()
        freed.set()

    def _answer(self, wanted: Grant, prompt: int) -> int:
        """Return the answer tokens that a call may have: all that it wants, fewer if it would be the last, or none."""
        if self.tokens is None:
            return wanted.answer_tokens
        free = self.tokens - written(self.spent) - sum(self._held.values()) - prompt - wanted.thinking_tokens
        if free >= wanted.answer_tokens:
            return wanted.answer_tokens
        return free if not self._held and free >= _LEAST_ANSWER else 0


@dataclass(kw_only=True)
class PromptLedger:
    """The account of one passage on the allowance of all."""

    allowance: Allowance
    prompt: int
    """Tokens of its prompt, as estimated."""
    spent: Usage = field(default_factory=Usage)
    """By this passage alone."""

    async def open_call(self, wanted: Grant, *, final: bool = False) -> Grant:  # noqa: ARG002 - as `Ledger` has it
        """Reserve one request; see `Ledger`."""
        return await self.allowance.take(wanted, self.prompt)

    def close_call(self, grant: Grant, spent: Usage) -> None:
        """Book what a request used."""
        self.spent += spent
        self.allowance.give_back(grant, spent)


def written(usage: Usage) -> int:
    """Return all tokens of a usage."""
    return usage.prompt_tokens + usage.thinking_tokens + usage.answer_tokens
