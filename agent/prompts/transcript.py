"""The transcript of a run as a pure function of its context.

Calls of one run, and of all runs over one knowledge base, share the longest prefix: first what never changes, then
the question, then each step's result in the order of finishing, and only then what is new with every call: statuses,
the open plan, the draft, the task. The same context gives the same bytes, so a resumed run keeps its prefix too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from agent.prompts.fence import neutralise
from agent.prompts.names import show_references
from agent.prompts.paths import grouped
from agent.prompts.render import render
from agent.reasoner.base import Context
from agent.schema import Role, Step, StepResult
from tools.schema import Evidence

MOST_PATHS = 3
"""Relation paths that a model may propose at once."""
_LONGEST_PATH = 1000
"""Characters of evidence of paths that is laid out with others; what is longer stands, cut, by itself."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What one call sends: a system message and one user message, which every chat template accepts."""

    system: str
    """Shared by all runs over a knowledge base."""
    blocks: tuple[str, ...]
    """Shared by the calls of a run; only ever appended to."""
    task: str
    """The role's own part, always last."""

    @property
    def messages(self) -> list[dict[str, str]]:
        """In the form of the chat completions endpoint."""
        return [
            {"role": "system", "content": self.system},
            {"role": "user", "content": "\n\n".join((*self.blocks, self.task))},
        ]

    @property
    def shared(self) -> str:
        """Everything before the task, as one text."""
        return "\n\n".join((self.system, *self.blocks)) + "\n\n"


class Prompter:
    """Renders prompts over one knowledge base and one set of tools."""

    def __init__(self, *, tools: Mapping[str, str], card: str = "", holdings: Mapping[str, str] | None = None) -> None:
        """Take the tools' descriptions by name, the knowledge base's card, and what tools hold, by their names."""
        self._tools = dict(tools)
        self._card = card
        self._holdings = dict(holdings or {})

    @cached_property
    def system(self) -> str:
        """The first block: it names no role, no question and no time."""
        tools = {name: show_references(text) for name, text in self._tools.items()}
        return render("system", tools=tools, card=self._card, holdings=self._holdings)

    def __call__(self, role: Role, ctx: Context, reply: str) -> Prompt:
        """Render one call; `reply` describes the fields that the answer must have."""
        tools = [name for name in self._tools if not ctx.tools or name in ctx.tools]
        return Prompt(
            system=self.system,
            blocks=tuple(_blocks(ctx)),
            task=render(
                role.value,
                ctx=ctx,
                reply=reply,
                tools=tools,
                options={str(name) for name, value in ctx.options.items() if value},
                labels=labels(ctx),
                waiting=_waiting(ctx),
                number=next_number(ctx),
                known=_known(ctx),
                paths=MOST_PATHS,
            ),
        )


def labels(ctx: Context) -> dict[str, str]:
    """Return the label of each piece of evidence by id; what has no reference yet is numbered after the others."""
    known = {key: ref.label for key, ref in ctx.refs.items()}
    for item in ctx.evidence:
        known.setdefault(item.id, f"E{len(known) + 1}")
    return known


def _blocks(ctx: Context) -> Iterable[str]:
    """Yield the run's growing part: the question, what was said about it, and what each step gave."""
    yield render("question", question=ctx.question)
    for exchange in ctx.clarifications:
        yield render("clarification", exchange=exchange)
    if ctx.triage is not None and ctx.triage.assumption:
        yield render("assumption", assumption=ctx.triage.assumption)
    by_id = {item.id: item for item in ctx.evidence}
    names = labels(ctx)
    shown: set[str] = set()
    for result in ctx.results.values():
        yield _step(result, by_id, names, shown)
    for item in ctx.evidence:
        if item.id not in shown:
            yield render("evidence", item=item, label=names[item.id])


def _step(result: StepResult, evidence: Mapping[str, Evidence], names: Mapping[str, str], shown: set[str]) -> str:
    """Render what a step gave, as it gave it; evidence that an earlier block holds is named, not repeated.

    A value that the judge has put first since stands in the task's part, so that the block stays as it was sent.
    """
    held = [key for key in result.evidence if key in evidence]
    new = [evidence[key] for key in held if key not in shown]
    again = [names[key] for key in held if key in shown]
    shown.update(held)
    values = result.values if result.given is None else result.given
    return render("step", result=result, values=values, bodies=list(bodies(new, names)), again=again)


def bodies(evidence: Sequence[Evidence], names: Mapping[str, str]) -> Iterator[str]:
    """Render evidence in its order; paths that follow one another, of one source, are laid out together."""
    for source, group in groupby(evidence, lambda item: item.source if _is_path(item) else None):
        items = list(group)
        if source is None or len(items) == 1:
            yield from (render("evidence", item=item, label=names[item.id]) for item in items)
        else:
            lines = [(names[item.id], neutralise(line)) for item in items for line in item.text.splitlines()]
            yield render("paths", source=source, text=grouped(lines))


def _known(ctx: Context) -> str:
    """Render the facts around the question, laid out by what they share."""
    if not ctx.known:
        return ""
    return render("known", text=grouped([("", neutralise(line)) for line in ctx.known]))


def _is_path(item: Evidence) -> bool:
    return item.kind == "triples" and len(item.text) <= _LONGEST_PATH


def next_number(ctx: Context) -> int:
    """Return the number of the first step that a new plan may add."""
    return max((int(name.removeprefix("E")) for name in ctx.results), default=0) + 1


def _waiting(ctx: Context) -> list[Step]:
    """Return the plan's steps that have no result yet."""
    return [step for step in ctx.plan.steps if step.id not in ctx.results] if ctx.plan else []
