"""What a served model writes, one small model a role. The field descriptions are part of the prompts.

Every field is required and none is bounded in length: servers differ in what else they enforce, and code checks.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, TypeVar, cast

from pydantic import BaseModel, Field, create_model

from retrievers.schema import AnswerType

W = TypeVar("W", bound="Wire")
Percent = Annotated[int, Field(description="0 to 100")]


class Wire(BaseModel):
    """Base of the replies; fields that were not asked for are ignored."""


class TriageReply(Wire):
    """The first reading of a question."""

    reason: str = Field(description="one sentence: what is asked, and over which sources")
    form: AnswerType = Field(description="the kind of short answer wanted")
    one_search: bool = Field(description="whether a single passage is likely to hold the whole answer")
    effort: Literal["low", "medium", "high"] = Field(
        description="low: one fact; medium: two or three linked facts; high: more, or a survey of many things"
    )
    ask: str = Field(description="a question back to the user, or empty")
    readings: list[str] = Field(description="the readings to choose from, or empty")
    assumption: str = Field(description="the reading taken of an ambiguous question, or empty")


class StepReply(Wire):
    """One step of a plan."""

    name: str = Field(description="S1, S2, ...")
    question: str = Field(description="the sub-question in words, placeholders included")
    tool: str
    input: str = Field(description="what the tool is called with, as its description says")
    expects: AnswerType = Field(description="the kind of value it yields")


class PlanReply(Wire):
    """A whole plan."""

    reason: str = Field(description="one or two sentences: which facts are needed and how they hang together")
    steps: list[StepReply]


class RewriteReply(Wire):
    """A query in other words."""

    query: str = Field(description="the request in other words, or what the task asks for")


class SqlReply(Wire):
    """One statement."""

    reason: str = Field(description="one sentence: which tables, joined how")
    sql: str = Field(description="one SELECT statement")


class ExploringSqlReply(Wire):
    """One statement, or what to look at before it is written."""

    reason: str = Field(description="one sentence: which tables, joined how; or what is not known yet")
    look: list[str] = Field(
        description="at most 3 small SELECT statements over values, ranges or joins that must be seen first; often none"
    )
    sql: str = Field(description="one SELECT statement; empty while there is something to look at")


class StepVerdict(Wire):
    """The judge on one step."""

    step: str = Field(description="S1, S2, ...")
    reason: str = Field(description="one sentence")
    useful: bool
    sufficient: bool
    value: str = Field(
        description="the right value in full, copied exactly from its evidence, if the best value is not; else empty"
    )
    contradicts: list[str] = Field(description="labels of earlier evidence that it speaks against")


class EvidenceMark(Wire):
    """A change of one evidence's status."""

    evidence: str = Field(description="its label")
    status: Literal["accepted", "rejected", "superseded"]
    reason: str = Field(description="one sentence")


class JudgeReply(Wire):
    """What new results are worth."""

    steps: list[StepVerdict] = Field(description="one for each new result")
    marks: list[EvidenceMark] = Field(description="changes of status, often none")
    sufficiency: Percent = Field(description="0 to 100: probability that the evidence now answers the question")
    next: Literal["continue", "answer", "replan"]
    advice: str = Field(description="for the planner when next is replan: what to do otherwise; else empty")


class QuoteReply(Wire):
    """Words of one evidence."""

    evidence: str = Field(description="its label")
    quote: str = Field(description="words copied exactly from that evidence")


class DraftReply(Wire):
    """A candidate answer, grounds first."""

    quotes: list[QuoteReply]
    text: str = Field(description="the answer as prose with labels, such as [E1]")
    short: str = Field(description="the short answer, or empty")
    confidence: Percent = Field(description="0 to 100: probability that the short answer is right")
    missing: str = Field(description="what is still not known, or empty")


class ClaimReply(Wire):
    """One checked statement."""

    text: str = Field(description="the claim")
    quotes: list[QuoteReply] = Field(description="the words that decide, one for each evidence it stands on, or empty")
    verdict: Literal["supported", "contradicted", "unsupported"]
    reason: str = Field(description="one sentence, empty if supported")


class CritiqueReply(Wire):
    """The verdict on a draft."""

    claims: list[ClaimReply]
    unmet: list[str] = Field(description="what the question asks for and the draft does not give")
    action: Literal["accept", "revise", "search", "replan", "abstain"]
    confidence: Percent = Field(description="0 to 100: probability that the draft's short answer is right")
    reason: str = Field(description="one sentence")


class ReflectReply(Wire):
    """The change that mends an answer."""

    reason: str = Field(description="one sentence: what went wrong")
    change: Literal["draft", "query", "plan", "none"]
    draft: DraftReply | None
    query: str
    steps: list[StepReply]


class PathReply(Wire):
    """One relation path."""

    start: str = Field(description="the name that it begins at, as it stands above")
    relations: list[str] = Field(description="the relations in order, each as it stands above, with its ~")


class ProposeReply(Wire):
    """Relation paths from the names in a question to its answer."""

    reasoning: str = Field(description="two or three sentences: what is asked for, and which relations say it")
    paths: list[PathReply]
    together: bool = Field(description="whether an answer lies at the end of all of them at once")


class GrownFactReply(Wire):
    """One fact, with the evidence that states it."""

    subject: str = Field(description="a name, copied exactly")
    relation: str = Field(description="the relation in a few words, read from subject to object: born in, director of")
    object: str = Field(description="a name or a value, copied exactly")
    source: str = Field(description="the label of the evidence that says so")
    evidence: str = Field(description="the sentence, or part of one, that says so, copied exactly")
    time: str = Field(description="the words of the passage that say when it held, copied exactly; else empty")


class GrowReply(Wire):
    """Facts that bear on a question."""

    reasoning: str = Field(description="two or three sentences: what is still missing, and which passages speak of it")
    facts: list[GrownFactReply]


def with_tools(reply: type[W], tools: tuple[str, ...]) -> type[W]:
    """Return `reply` with the tool of its steps limited to `tools` in the schema that the server enforces."""
    return cast("type[W]", _limited(reply, tools))


@cache
def _limited(reply: type[Wire], tools: tuple[str, ...]) -> type[Wire]:
    tool = Annotated[str, Field(json_schema_extra={"enum": list(tools)})]
    step = create_model("StepReply", __base__=StepReply, tool=(tool, ...))
    return create_model(reply.__name__, __base__=reply, steps=(list[step], ...))
