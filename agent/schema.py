"""The nouns of a run, from the first reading of the question to the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from agent.sql.attempt import SqlAttempt
from retrievers.schema import AnswerType, Frozen, Triple
from tools.schema import Evidence, EvidenceStatus, Quote

if TYPE_CHECKING:
    from rich.console import RenderableType

PLACEHOLDER = re.compile(r"#(E\d+)\b")
"""`#E3` in a step's input stands for what step `E3` yields."""


class Role(StrEnum):
    """What a reasoner is asked for; one typed method each."""

    TRIAGE = "triage"
    PLAN = "plan"
    REWRITE = "rewrite"
    WRITE_SQL = "write_sql"
    JUDGE = "judge"
    ANSWER = "answer"
    CRITIQUE = "critique"
    REFLECT = "reflect"
    PROPOSE = "propose"
    GROW = "grow"


class Effort(StrEnum):
    """How much a run may spend; each names a profile of techniques and a budget."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    AUTO = "auto"


class Budget(Frozen):
    """What a run may spend. Every limit is hard."""

    model_calls: int = Field(default=24, ge=0)
    """Requests that reach the model's server; one that is tried again counts again."""
    thinking_tokens: int = Field(default=24_000, ge=0)
    answer_tokens: int = Field(default=12_000, ge=0)
    """Tokens the model writes outside its thinking. A server is told one limit for both kinds, so that a reply whose
    thinking is short may be the longer; both kinds together keep to their sum."""
    tool_calls: int = Field(default=24, ge=0)
    seconds: float = Field(default=120.0, gt=0)
    reserve: float = Field(default=0.2, ge=0, lt=1)
    """Share of model calls, tokens and seconds that only `answer` may use."""
    replans: int = Field(default=1, ge=0)
    """Times that the judge may ask for a new plan."""
    corrections: int = Field(default=1, ge=0)
    """Times that a critique may send the run back."""


class Usage(Frozen):
    """What a run has spent; adding two gives what both spent."""

    model_calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Prompt tokens that the server took from its prefix cache."""
    thinking_tokens: int = 0
    answer_tokens: int = 0
    tool_calls: int = 0
    passages: int = 0
    """Passages that the tools returned, repeated ones counted each time."""
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        fields = type(self).model_fields
        return Usage(**{name: getattr(self, name) + getattr(other, name) for name in fields})


class Clarification(Frozen):
    """A question back to the user, when the question can be read in ways that lead to different answers."""

    question: str
    options: tuple[str, ...] = ()
    """Readings to choose from; a reply in other words is as good."""

    def choice(self, reply: str) -> str:
        """Return the reading that a number from 1 on names, else the reply as it is."""
        number = int(reply) if reply.isdecimal() and len(reply) < 4 else 0
        return self.options[number - 1] if 1 <= number <= len(self.options) else reply


class Exchange(Frozen):
    """A clarification and what the user said to it."""

    question: str
    reply: str


class Triage(Frozen):
    """The first reading of a question."""

    form: AnswerType = AnswerType.ENTITY
    """What kind of short answer is wanted."""
    effort: Effort = Effort.MEDIUM
    trivial: bool = False
    """Whether one search answers it, so that the plan is skipped."""
    clarification: Clarification | None = None
    assumption: str = ""
    """The reading taken where the question is ambiguous and nobody is asked."""
    reason: str = ""


class Step(Frozen):
    """One node of a plan."""

    id: str = Field(pattern=r"^E\d+$")
    """`E1`, `E2`, ...; a later input names its result as `#E1`."""
    tool: str
    input: str
    """What the tool is called with: a query, a graph request, code, or for `sql` a question or a statement."""
    question: str = ""
    """The sub-question that this step answers, in words, placeholders included."""
    expects: AnswerType | None = None
    """The kind of value that it should yield."""
    depends_on: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _depends_on_what_it_names(self) -> Self:
        named = set(PLACEHOLDER.findall(self.input)) | set(PLACEHOLDER.findall(self.question))
        missing = sorted(named - set(self.depends_on))
        if missing:
            object.__setattr__(self, "depends_on", (*self.depends_on, *missing))
        return self


class Plan(Frozen):
    """A directed acyclic graph of steps; steps that wait for nothing run together."""

    steps: tuple[Step, ...] = ()
    rationale: str = ""

    @model_validator(mode="after")
    def _is_acyclic(self) -> Self:
        seen: set[str] = set()
        for step in self.steps:
            if step.id in seen:
                raise ValueError(f"step {step.id} stands twice in the plan")
            unknown = set(step.depends_on) - seen
            if unknown:
                raise ValueError(f"step {step.id} depends on {', '.join(sorted(unknown))}, which do not come before it")
            seen.add(step.id)
        return self

    def ready(self, finished: Iterable[str]) -> tuple[Step, ...]:
        """Return the steps not finished whose dependencies all are."""
        done = set(finished)
        return tuple(s for s in self.steps if s.id not in done and done.issuperset(s.depends_on))

    def step(self, step_id: str) -> Step:
        """Return one step; `KeyError` if there is none of that id."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)


class Proposal(Frozen):
    """Relation paths through the graph that may lead to the answer, before they are walked."""

    paths: tuple[tuple[str, ...], ...] = ()
    """Each a name of the graph and the relations that follow it, `~` before one that is taken backwards."""
    together: bool = False
    """Whether the answers lie at the ends of all of them at once; otherwise at the end of any."""
    reason: str = ""


class StepResult(Frozen):
    """What became of a step. Small: evidence by id."""

    step: str
    tool: str
    input: str
    """The input as it was called, placeholders filled."""
    question: str = ""
    """The sub-question, placeholders filled."""
    values: tuple[str, ...] = ()
    """Best first."""
    written: dict[str, str] = Field(default_factory=dict)
    """How a text writes a value, where it writes it otherwise."""
    alternatives: bool = False
    """Whether one of the values is right, as of a search; otherwise they belong together."""
    given: tuple[str, ...] | None = None
    """The values as the tool gave them, where the judge has put another one first."""
    confidence: float = Field(default=0.0, ge=0, le=1)
    evidence: tuple[str, ...] = ()
    """Ids, best first."""
    truncated: bool = False
    error: str | None = None
    seconds: float = 0.0
    attempts: tuple[SqlAttempt, ...] = ()
    """Of a SQL step: every statement that was tried, in order."""

    @property
    def said(self) -> tuple[str, ...]:
        """The values as they are written where they were found; what people are shown."""
        return tuple(self.written.get(value, value) for value in self.values)


class Verdict(Frozen):
    """The judge on one step's result."""

    step: str
    useful: bool
    sufficient: bool = False
    """Whether the step's sub-question is answered by it."""
    gain: float = Field(default=0.0, ge=0, le=1)
    """How much it brought the run nearer to the answer."""
    value: str = ""
    """The step's value as the judge reads it from the step's evidence; empty leaves the best one as it is. It counts
    only where that evidence holds it verbatim, letter case apart."""
    contradicts: tuple[str, ...] = ()
    """Ids of earlier evidence that it speaks against."""
    reason: str = ""


class Mark(Frozen):
    """A change of one evidence's status."""

    evidence: str
    status: EvidenceStatus
    reason: str


class Judgement(Frozen):
    """What the new results are worth and where to go from here."""

    verdicts: tuple[Verdict, ...] = ()
    marks: tuple[Mark, ...] = ()
    sufficiency: float = Field(default=0.0, ge=0, le=1)
    """Probability that the accepted evidence answers the question."""
    next: Literal["continue", "answer", "replan"] = "continue"
    """`continue` runs the ready steps, or answers when there are none."""
    advice: str = ""
    """For the planner, when `next` is `replan`: what to do otherwise."""
    grown: tuple[Triple, ...] = ()
    """Facts read from the fresh passages, for the graph steps of this run."""


class Draft(Frozen):
    """A candidate answer."""

    short: str = ""
    """The answer in as few words as it takes; empty for an abstention."""
    text: str = ""
    """Prose with citations `[E3]`, by the evidence's label in this run."""
    quotes: tuple[Quote, ...] = ()
    confidence: float = Field(default=0.0, ge=0, le=1)
    missing: str = ""
    """What is still not known; the reason of an abstention."""

    @property
    def abstains(self) -> bool:
        """Whether it declines to answer."""
        return not self.short


class Claim(Frozen):
    """One checkable statement of a draft."""

    text: str
    verdict: Literal["supported", "contradicted", "unsupported"]
    evidence: tuple[str, ...] = ()
    """Ids of the evidence that it was checked against."""
    reason: str = ""


class Critique(Frozen):
    """The verdict on one draft."""

    claims: tuple[Claim, ...] = ()
    unmet: tuple[str, ...] = ()
    """Constraints of the question that the draft does not meet."""
    action: Literal["accept", "revise", "search", "replan", "abstain"] = "accept"
    confidence: float = Field(default=0.0, ge=0, le=1)
    reason: str = ""
    checked: bool = True
    """False where there was no budget or no usable reply for it: the draft stands with its own confidence."""


class Correction(Frozen):
    """What a critique changes. Exactly one of plan, query and draft is set; none means abstain."""

    plan: Plan | None = None
    query: str | None = None
    """One more search, in other words."""
    draft: Draft | None = None
    reason: str = ""


class EvidenceRef(Frozen):
    """What the state keeps of a piece of evidence; its content lies in the evidence store."""

    id: str
    label: str = Field(pattern=r"^E\d+$")
    """Its name in prompts and drafts, `E1`, `E2`, ... in order of first finding."""
    step: str
    score: float = 0.0
    status: EvidenceStatus = EvidenceStatus.ACCEPTED
    reason: str = ""


class Citation(Frozen):
    """A verbatim quote as the caller sees it: `source_text[start:end] == quote`."""

    label: str
    """As it stands in the answer's text, without brackets: `E1`."""
    quote: str
    source: str
    title: str = ""
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    kind: str = "passage"
    place: str = ""
    """Where in the source that is, for people: `p. 12, §3.1`; empty where the source does not say."""
    evidence: str = ""
    """Id of the evidence."""

    @classmethod
    def of(cls, quote: Quote, evidence: Evidence, label: str) -> Self:
        """Resolve a quote against its evidence; offsets become those of the source."""
        return cls(
            label=label,
            quote=quote.text(evidence),
            source=evidence.source,
            title=evidence.title,
            start=evidence.start + quote.start,
            end=evidence.start + quote.end,
            kind=evidence.kind,
            place=str(evidence.data.get("place", "")),
            evidence=evidence.id,
        )


class Timing(Frozen):
    """Time spent in one node, all its visits together."""

    node: str
    visits: int
    seconds: float


class Answer(Frozen):
    """What the caller gets."""

    question: str
    text: str
    """Prose with citations `[E1]`, numbered in the order of first use."""
    short: str = ""
    citations: tuple[Citation, ...] = ()
    confidence: float = Field(default=0.0, ge=0, le=1)
    abstained: bool = False
    reason: str = ""
    """Why it abstained; empty otherwise."""
    clarification: Clarification | None = None
    """Set when the run waits for a reply: `Agent.resume(answer.thread, reply)`."""
    assumption: str = ""
    """The reading taken of an ambiguous question."""
    plan: Plan = Plan()
    results: tuple[StepResult, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    """Everything the run found, each with its status; cited evidence first."""
    critique: Critique | None = None
    grown: tuple[Triple, ...] = ()
    """Facts that the run read from passages, each with the span that states it."""
    usage: Usage = Usage()
    timings: tuple[Timing, ...] = ()
    thread: str = ""
    """Names the run; a thread can be resumed while its checkpoints are kept."""
    reasoner: str = ""

    def __rich__(self) -> RenderableType:
        """Print as a panel on a rich console."""
        from agent.display import answer_panel

        return answer_panel(self)

    def _repr_html_(self) -> str:
        """Show in a notebook."""
        from agent.display import answer_html

        return answer_html(self)

    def __str__(self) -> str:
        """Return the short answer, or the text where there is none."""
        return self.short or self.text
