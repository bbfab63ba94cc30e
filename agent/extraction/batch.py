"""Reading all passages of a knowledge base: what it will cost, and then a few at a time until all are read."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent.extraction.allowance import Allowance
from agent.extraction.cache import Cache
from agent.extraction.reader import ANSWER_TOKENS, PassageReader
from agent.schema import Usage
from retrievers.errors import BudgetExhaustedError, ModelError, UnusableReplyError
from retrievers.filters import NO_FILTERS, Filters
from retrievers.knowledge_base import KnowledgeBase

_CHARACTERS_PER_TOKEN = 4
_PER_PASSAGE_TOKEN = 1.2
"""Tokens of a reply for each of its passage, before any reply of the model is known."""
_PER_PASSAGE = 250
"""Tokens of a reply beside those."""


@dataclass(frozen=True, kw_only=True)
class Todo:
    """The passages to read, as rows of the store; of those that say the same, one."""

    rows: Sequence[int]
    digests: Sequence[bytes]
    """One a row."""
    known: int
    """Passages, copies counted, that this reader has read before."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What reading will take, as estimated."""

    calls: int
    prompt_tokens: int
    answer_tokens: int
    most_answer_tokens: int
    """If every reply were as long as it may be."""
    measured: int
    """Earlier replies of this reader that the estimate stands on; 0 if it stands on a rule of thumb."""


@dataclass(kw_only=True)
class Outcome:
    """What a reading came to."""

    read: int = 0
    facts: int = 0
    unusable: int = 0
    """Passages for which no usable reply came; the next reading asks again."""
    left: int = 0
    """Passages that were not asked for."""
    stopped: str = ""
    """Why it ended early; empty if it did not."""
    fault: ModelError | None = None
    """What the server did wrong, if that ended it."""
    dropped: Counter[str] = field(default_factory=Counter)
    spent: Usage = field(default_factory=Usage)


def todo(kb: KnowledgeBase, cache: Cache, reader: str, filters: Filters = NO_FILTERS) -> Todo:
    """Return what `reader` has not read of the passages that `filters` let through."""
    digests = kb.store.digests()
    rows = [int(row) for row in kb.rows(filters)]
    known = cache.known({digests[row] for row in rows}, reader)
    first = {digests[row]: row for row in reversed(rows) if digests[row] not in known}
    ordered = sorted(first.items(), key=lambda item: item[1])
    return Todo(
        rows=[row for _, row in ordered],
        digests=[digest for digest, _ in ordered],
        known=sum(digests[row] in known for row in rows),
    )


def estimate(kb: KnowledgeBase, work: Todo, reader: PassageReader, cache: Cache, identity: str) -> Cost:
    """Return what reading the rest will cost: from this reader's replies so far, else by a rule of thumb."""
    prompts = passages = 0
    for row in work.rows:
        (passage,) = kb.store.passages([row])
        prompts += reader.characters(passage)
        passages += len(passage.text)
    spoken = cache.spoken(identity)
    guess = passages / _CHARACTERS_PER_TOKEN * _PER_PASSAGE_TOKEN + _PER_PASSAGE * len(work.rows)
    answer = len(work.rows) * spoken.tokens / spoken.passages if spoken.passages else guess
    return Cost(
        calls=len(work.rows),
        prompt_tokens=prompts // _CHARACTERS_PER_TOKEN,
        answer_tokens=round(answer),
        most_answer_tokens=ANSWER_TOKENS * len(work.rows),
        measured=spoken.passages,
    )


@dataclass(kw_only=True)
class Batch:
    """One reading of many passages, `concurrency` at a time.

    It ends early when the allowance is used up or the server fails; what was read is kept, and what is in flight then
    still ends.
    """

    kb: KnowledgeBase
    reader: PassageReader
    cache: Cache
    allowance: Allowance
    concurrency: int = 8
    tell: Callable[[int, int], None] = lambda *_: None
    """Is told how many passages of how many are done."""
    outcome: Outcome = field(default_factory=Outcome)

    async def __call__(self, work: Todo) -> Outcome:
        """Read; each passage is in the cache before another is begun in its place."""
        identity, total = await self.reader.identity(), len(work.rows)
        queue = iter(zip(work.rows, work.digests, strict=True))

        async def worker() -> None:
            while not self.outcome.stopped and (item := next(queue, None)) is not None:
                await self._read(*item, identity)
                self.tell(self.outcome.read + self.outcome.unusable, total)

        self.tell(0, total)
        async with asyncio.TaskGroup() as group:  # where one fails, none goes on reading behind its back
            for _ in range(max(1, self.concurrency)):
                group.create_task(worker())
        self.outcome.left = total - self.outcome.read - self.outcome.unusable
        self.outcome.spent = self.allowance.spent
        return self.outcome

    async def _read(self, row: int, digest: bytes, identity: str) -> None:
        (passage,) = self.kb.store.passages([row])
        try:
            checked, usage = await self.reader(passage, self.allowance)
        except UnusableReplyError:
            self.outcome.unusable += 1
        except BudgetExhaustedError as error:
            self.outcome.stopped = self.outcome.stopped or str(error)
        except ModelError as error:
            self.outcome.stopped, self.outcome.fault = str(error), self.outcome.fault or error
        else:
            self.cache.put(digest, checked, identity, usage)
            self.outcome.read += 1
            self.outcome.facts += len(checked.facts)
            self.outcome.dropped.update(checked.dropped)
