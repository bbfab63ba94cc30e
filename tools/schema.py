"""What a step finds, and the verbatim spans that answers stand on."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field

from retrievers.errors import QuaestorError
from retrievers.filters import NO_FILTERS, Filters
from retrievers.halves import whole
from retrievers.schema import Frozen, Triple

Text = Annotated[str, AfterValidator(whole)]
"""What came from a user, a model or code: halves of characters in it are replaced."""
EvidenceKind = Literal["passage", "rows", "triples", "computation"]


class EvidenceStatus(StrEnum):
    """What the judge made of a piece of evidence."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class Evidence(Frozen):
    """What a step found. The id names the content, so the same finding has the same id in every run."""

    id: str
    """First 16 hexadecimal digits of the SHA-256 of kind, source, start, text and data."""
    kind: EvidenceKind
    source: str
    """Document id, `sql:` and the tables read, `graph:` and the file the triples came from, or `python`."""
    title: str = ""
    text: str
    """What a quote is cut from. For a passage, exactly `source[start : start + len(text)]`."""
    start: int = Field(default=0, ge=0)
    """Offset of `text` in the text of its source; 0 where the text is the whole source."""
    data: dict[str, Any] = Field(default_factory=dict)
    """The structured form: `sql`, `columns`, `rows`, `truncated` of rows, and what `tools.sql.shown.telling` says of
    them; `path` of triples, and `left_out` where they could not be compared; `code` and `value` of a computation;
    `passage` (its id), `place` (where in the document) and `why` of a passage. JSON values only."""
    score: float = 0.0
    step: str = ""
    """Id of the plan step that found it first."""
    status: EvidenceStatus = EvidenceStatus.ACCEPTED
    reason: str = ""
    """Why it has its status."""

    @classmethod
    def of(
        cls,
        kind: EvidenceKind,
        source: str,
        text: str,
        *,
        title: str = "",
        start: int = 0,
        data: dict[str, Any] | None = None,
        score: float = 0.0,
        step: str = "",
    ) -> Self:
        """Build evidence and name it by its content."""
        data, text, title = data or {}, whole(text), whole(title)
        body = json.dumps([kind, source, start, text, data], sort_keys=True, ensure_ascii=False, default=str)
        body = whole(body)
        digest = hashlib.sha256(body.encode()).hexdigest()[:16]
        return cls(
            id=digest, kind=kind, source=source, title=title, text=text, start=start, data=data, score=score, step=step
        )


class QuoteError(QuaestorError):
    """A quote was asked for that its evidence does not hold."""


class Quote(Frozen):
    """A verbatim span of one evidence. It stores no text of its own, so it cannot say what its source does not."""

    evidence: str
    """Id of the evidence."""
    start: int = Field(ge=0)
    end: int = Field(gt=0)

    @classmethod
    def cut(cls, evidence: Evidence, start: int, end: int) -> Self:
        """Quote `evidence.text[start:end]`; `QuoteError` if that is empty or out of range."""
        if not 0 <= start < end <= len(evidence.text):
            raise QuoteError(f"No span {start}:{end} in evidence {evidence.id} of {len(evidence.text)} characters.")
        return cls(evidence=evidence.id, start=start, end=end)

    @classmethod
    def locate(cls, evidence: Evidence, text: str) -> Self:
        """Quote the first occurrence of `text`; `QuoteError` if the evidence does not hold it verbatim."""
        start = evidence.text.find(text) if text else -1
        if start < 0:
            raise QuoteError(f"Evidence {evidence.id} does not hold the words {text[:80]!r}.")
        return cls(evidence=evidence.id, start=start, end=start + len(text))

    def text(self, evidence: Evidence) -> str:
        """Return the quoted words; `QuoteError` if `evidence` is another one, or ends before the quote does."""
        if evidence.id != self.evidence:
            raise QuoteError(f"This quote is of evidence {self.evidence}, not of {evidence.id}.")
        if not self.start < self.end <= len(evidence.text):
            raise QuoteError(f"No span {self.start}:{self.end} in evidence {evidence.id}.")
        return evidence.text[self.start : self.end]


class ToolCall(Frozen):
    """One call, as a plan step makes it once its placeholders are filled."""

    step: str
    input: Text
    """A query, SQL, a graph request or code: the tool's description says which."""
    also: tuple[Text, ...] = ()
    """Other wordings of the input; a search fuses what they find with what it finds."""
    question: Text = ""
    """The sub-question that the step answers, in words; a tool may use it to choose among what it found."""
    expects: str = ""
    """The `AnswerType` of the value wanted, or empty."""
    bindings: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    """Values of earlier steps by placeholder name: `{"E1": ("Neil Armstrong",)}`. Data, never code."""
    facts: tuple[Triple, ...] = ()
    """What the run has read from passages so far; a graph lookup walks it as if it stood in the graph."""
    filters: Filters = NO_FILTERS
    """Which documents may be read; tables and graphs have no documents and heed none."""
    limit: int = Field(default=10, ge=1, le=1000)
    """Most pieces of evidence, rows or paths to return."""
    timeout_s: float = Field(default=20.0, gt=0)


class ToolResult(Frozen):
    """What a call gave. A failure is a result with `error` set: the judge sees it, the run goes on."""

    evidence: tuple[Evidence, ...] = ()
    values: tuple[Text, ...] = ()
    """Short values, best first, that fill the placeholder of the step in later inputs."""
    written: dict[str, str] = Field(default_factory=dict)
    """How a text writes a value, where it writes it otherwise: `{"1920-05-04": "4 May 1920"}`. For people; later steps
    are filled with the value."""
    alternatives: bool = False
    """Whether the values are readings of which one is right; otherwise they belong together."""
    confidence: float = Field(default=0.0, ge=0, le=1)
    """How sure the tool is of the first value."""
    truncated: bool = False
    """Whether more was found than is given here."""
    unclear: bool = False
    """Whether nothing stands out of what was found, so that other words may find more."""
    error: str | None = None
    """One sentence that the reasoner can act on."""
    refused: bool = False
    """Whether the input was refused before it ran."""
    seconds: float = Field(default=0.0, ge=0)
