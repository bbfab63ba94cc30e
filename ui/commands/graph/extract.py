"""`quaestor graph extract`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import FilterOption, KbFolderOption

if TYPE_CHECKING:
    from agent.extraction.allowance import Allowance
    from agent.extraction.batch import Cost, Outcome, Todo
    from agent.extraction.cache import Cache
    from agent.extraction.reader import PassageReader
    from agent.settings import Settings
    from retrievers.filters import Filters


def extract(
    kb: KbFolderOption = None,
    model: Annotated[
        str | None, typer.Option(help="Name of the served model.", show_default="that of the settings")
    ] = None,
    only: FilterOption = None,
    max_calls: Annotated[
        int | None, typer.Option(min=0, help="Most requests to the server.", show_default="no limit")
    ] = None,
    max_tokens: Annotated[
        int | None, typer.Option(min=0, help="Most tokens, those of prompts included.", show_default="no limit")
    ] = None,
    concurrency: Annotated[int, typer.Option(min=1, max=256, help="Passages that are read at a time.")] = 8,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would cost.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before it starts.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Take out of the graph what was ever extracted.")] = False,
) -> None:
    """Have the served model read facts from the documents into the graph; says first what it will cost.

    Every name and sentence that the model writes is looked up in its passage, and dropped if it does not stand there.
    What was read is kept by the passage's content, so that nothing is paid for twice: an extraction that was killed
    goes on where it stopped, and facts stay while their passage does.
    """
    from agent.extraction.allowance import Allowance
    from agent.extraction.cache import Cache
    from agent.extraction.cache import forget as all_of_them
    from agent.settings import Settings
    from retrievers.errors import UserError
    from retrievers.filters import Filters
    from ui.commands.graph.adopt import adopt, folder_of

    settings = Settings.load(kb=kb, model=model)
    folder = folder_of(settings)
    if forget:
        adopt(folder, settings, all_of_them)
        return
    if not settings.model_url:
        raise UserError(
            "Facts are read by a served model: set QUAESTOR_MODEL_URL, for example to http://127.0.0.1:8000/v1."
        )
    with Cache(settings.cache) as cache:
        job = _Job(settings, folder, cache, Filters.of(only), concurrency, dry_run=dry_run, yes=yes)
        asyncio.run(job(Allowance(calls=max_calls, tokens=max_tokens)))


@dataclass(frozen=True)
class _Job:
    """What was asked for."""

    settings: Settings
    folder: Path
    cache: Cache
    filters: Filters
    concurrency: int
    dry_run: bool
    yes: bool

    async def __call__(self, allowance: Allowance) -> None:
        """Estimate, ask, read, and put what was read into the graph."""
        from agent.extraction.cache import Readings
        from ui.commands.graph.adopt import adopt

        reader = _reader(self.settings)
        try:
            identity = await reader.identity()
            outcome = await self._read(reader, identity, allowance)
        finally:
            await reader.aclose()
        if outcome is None:
            return
        adopt(self.folder, self.settings, Readings(cache=self.cache, reader=identity))
        if outcome.fault is not None:
            raise outcome.fault

    async def _read(self, reader: PassageReader, identity: str, allowance: Allowance) -> Outcome | None:
        """Return what became of the passages; None if nothing is to be done."""
        from agent.extraction.batch import Batch, Outcome, estimate, todo
        from retrievers.knowledge_base import KnowledgeBase
        from ui.commands.consoles import err, out
        from ui.render.progress import Bars

        with KnowledgeBase.open(self.folder, device="cpu") as base:
            work = todo(base, self.cache, identity, self.filters)
            cost = estimate(base, work, reader, self.cache, identity)
            for line in _foretold(work, cost, identity.split()[0], allowance):
                out().print(line, markup=False)
            if self.dry_run:
                return None
            if not work.rows:
                return Outcome()
            _confirm(self.yes)
            with Bars(err()) as bars:
                outcome = await Batch(
                    kb=base,
                    reader=reader,
                    cache=self.cache,
                    allowance=allowance,
                    concurrency=self.concurrency,
                    tell=lambda done, total: bars.show("extract", done, total, unit="passages"),
                )(work)
        for line in _told(outcome):
            out().print(line, markup=False)
        return outcome


def _reader(settings: Settings) -> PassageReader:
    from agent.extraction.reader import PassageReader
    from agent.reasoner.serving.limits import Limits

    return PassageReader(
        model_url=settings.model_url,
        model=settings.model,
        api_key=settings.api_key,
        limits=Limits(total_s=settings.model_timeout_s, concurrency=256),
    )


def _confirm(yes: bool) -> None:
    from retrievers.errors import UserError
    from ui.commands.consoles import can_ask

    if yes:
        return
    if not can_ask():
        raise UserError("Nobody is there to confirm it: add --yes to start.")
    typer.confirm("Start?", abort=True)


def _foretold(work: Todo, cost: Cost, model: str, allowance: Allowance) -> list[str]:
    """Say what reading will take."""
    from ui.render.words import count

    known = f"{count(work.known, 'passage')} {'was' if work.known == 1 else 'were'} read before; " if work.known else ""
    if not work.rows:
        return [f"{known or 'There are no passages; '}nothing is left to read."]
    stands = f"as for the {count(cost.measured, 'passage')} read" if cost.measured else "by a rule of thumb"
    limits = [
        count(limit, noun)
        for limit, noun in ((allowance.calls, "call"), (allowance.tokens, "token"))
        if limit is not None
    ]
    lines = [
        f"{known}{count(cost.calls, 'passage')} to read with {model}, one call each: about "
        f"{count(cost.prompt_tokens, 'token')} of prompts and {count(cost.answer_tokens, 'token')} of replies "
        f"({stands}; at most {cost.most_answer_tokens:,})."
    ]
    return [*lines, f"It stops at {' or '.join(limits)}."] if limits else lines


def _told(outcome: Outcome) -> list[str]:
    """Say what reading came to."""
    from ui.render.words import count

    spent = outcome.spent
    tokens = (
        f"{spent.prompt_tokens:,} prompt tokens ({spent.cached_tokens:,} cached), "
        f"{spent.thinking_tokens + spent.answer_tokens:,} of replies"
    )
    lines = [
        f"Read {count(outcome.read, 'passage')}: {count(outcome.facts, 'fact')}. "
        f"Spent {count(spent.model_calls, 'call')}, {tokens}."
    ]
    if outcome.dropped:
        parts = ", ".join(f"{number:,} for {why}" for why, number in outcome.dropped.most_common())
        lines.append(f"Dropped what the passages do not bear out: {parts}.")
    if outcome.unusable:
        lines.append(f"{count(outcome.unusable, 'passage')} got no usable reply; the same command asks again.")
    if outcome.stopped:
        left = f"{count(outcome.left, 'passage')} left; the same command goes on there."
        lines.append(f"Stopped early: {outcome.stopped} {left}")
    return lines
