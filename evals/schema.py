"""The nouns of a measurement: what is asked, and what one question gave."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from retrievers.schema import Frozen

Over = Literal["corpus", "gold", "context"]
"""What a question is answered over: the whole corpus, its gold passages alone (an oracle's retrieval), or the passages
that come with it (the distractor setting of HotpotQA)."""


class Question(Frozen):
    """One question with what a right run would find."""

    id: str
    question: str
    answers: tuple[str, ...]
    """The gold answer first, then its aliases; a prediction counts by the one it fits best. Empty where the right
    reaction is to abstain."""
    gold: tuple[str, ...] = ()
    """Ids of the documents that the answer rests on; empty where the set does not say."""
    context: tuple[str, ...] = ()
    """Ids of the documents that come with the question, gold ones among others; empty where the set has none."""
    type: str = ""
    """The kind of question, as its set names it."""
    hops: int = Field(default=0, ge=0)
    """Passages on the way to the answer: as the set says, or as many as it names; 0 where it does neither."""


class QuoteRow(Frozen):
    """A citation as it stands in a report: the corpus text of `source` at `start:end` is `quote`."""

    quote: str
    source: str
    start: int
    end: int
    verbatim: bool
    """Whether that was so when it was checked against the source."""


class StepRow(Frozen):
    """A step of a plan as it went."""

    id: str
    tool: str
    asked: str
    """The sub-question, else the input; of a step that was not run with its placeholders."""
    values: tuple[str, ...] = ()
    """What it yielded, best first."""
    confidence: float = 0.0
    error: str = ""


class Row(Frozen):
    """What one question gave. The journal keeps it as it is; a report spreads `scores` over its row."""

    id: str
    question: str
    over: Over = "corpus"
    type: str = ""
    hops: int = 0
    """As the question says; 0 where it does not."""
    gold: tuple[str, ...]
    """The gold answer and its aliases."""
    prediction: str = ""
    """The short answer; empty for an abstention."""
    answers: tuple[str, ...] = ()
    """All that is answered, where a set is asked for; suite `graph`."""
    chains: tuple[str, ...] = ()
    """What led there: `A -> r -> ~s`, with `~` for a relation taken from object to subject; suite `graph`."""
    database: str = ""
    """What was asked; suite `sql`."""
    attempts: int = 0
    """Statements that were tried; suite `sql`."""
    outcome: str = ""
    """What became of the statement: `right`, `wrong`, `no rows`, `abstained`, `refused` or `failed`; suite `sql`, whose
    `gold` and `prediction` are statements."""
    gold_pids: tuple[str, ...] = ()
    retrieved: tuple[str, ...] = ()
    """Ids of distinct documents, best first; see `evals.ranking`."""
    accepted: tuple[str, ...] = ()
    """Ids of distinct documents whose passages stood as evidence at the end, best first."""
    steps: tuple[StepRow, ...] = ()
    quotes: tuple[QuoteRow, ...] = ()
    confidence: float = 0.0
    abstained: bool = False
    reason: str = ""
    """Why it abstained."""
    latency_ms: float = 0.0
    """Wall time of the run, with whatever ran beside it at the same time."""
    calls: int = 0
    """Model calls."""
    tool_calls: int = 0
    tokens: int = 0
    """Prompt, thinking and answer tokens together."""
    passages: int = 0
    error: str = ""
    """What ended the run without an answer; such a row scores nothing."""
    scores: dict[str, float] = Field(default_factory=dict)
    """Measures by name: `em`, `f1`, `recall@5`, `baseline_recall@5`, ..."""
