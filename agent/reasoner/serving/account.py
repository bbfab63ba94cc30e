"""Every request to a server is reserved before it is sent, and booked when it ends, however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from agent.reasoner.base import Grant, Ledger
from agent.schema import Usage
from retrievers.errors import BudgetExhaustedError


@dataclass(kw_only=True)
class Entry:
    """One request: what it may use, and what it has used so far."""

    grant: Grant
    opened: float
    """When it was granted, by the clock of the event loop."""
    spent: Usage = field(default_factory=Usage)

    def seconds_left(self) -> float:
        """Return the time until its reply must be whole."""
        return self.grant.seconds - (asyncio.get_running_loop().time() - self.opened)


@dataclass(frozen=True, kw_only=True)
class Account:
    """On whose budget the requests of one call are made, and what each of them wishes for."""

    wanted: Grant
    ledger: Ledger | None = None
    """None grants every wish."""
    final: bool = False
    """Whether the budget's reserve may be used."""
    cuts_thinking: bool = False
    """Whether a reply is left when its thinking has had the tokens granted to it, so that none are taken from the
    answer."""

    @asynccontextmanager
    async def request(self) -> AsyncIterator[Entry]:
        """Reserve one request; book what its entry says was spent. `BudgetExhaustedError` also if its time runs out."""
        clock = asyncio.get_running_loop().time
        if self.ledger is None:
            yield Entry(grant=self.wanted, opened=clock())
            return
        entry = Entry(grant=await self.ledger.open_call(self.wanted, final=self.final), opened=clock())
        try:
            async with asyncio.timeout(entry.grant.seconds) as time:
                yield entry
        except TimeoutError:
            if not time.expired():
                raise
            raise BudgetExhaustedError("The time of this run is used up.") from None
        finally:
            self.ledger.close_call(entry.grant, entry.spent)
