"""The nouns of the ground floor: what is indexed and what is found."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    from retrievers.arrays import Rows


class Frozen(BaseModel):
    """An immutable value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(Frozen):
    """A text as it was read, before it is split; `text` is what every offset counts in."""

    id: str
    """Unique in its knowledge base: the path below the indexed folder, or the `pid` of a corpus row."""
    source: str
    """Where it came from, for people: a file path, with `#row` for one row of a corpus file."""
    file: str = ""
    """Path of the file below the indexed folder; filters choose by it."""
    title: str
    text: str
    metadata: dict[str, str] = Field(default_factory=dict)


class Passage(Frozen):
    """A span of a document: `text == document.text[start:end]`, always."""

    id: str
    document: str
    """Id of the document that it is a span of."""
    title: str
    """Title of the document."""
    text: str
    start: int = Field(ge=0)
    """Offset of the first character in the document's text."""
    end: int = Field(ge=0)
    """Offset one past the last character in the document's text."""
    place: str = ""
    """Where that is, for people: `p. 12, §3.1`, `slide 4`, `lines 10–42`; empty where the document does not say."""

    @model_validator(mode="after")
    def _spans_its_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(f"passage {self.id} spans {self.end - self.start} characters, holds {len(self.text)}")
        return self


class Triple(Frozen):
    """One edge of the knowledge graph, by the names that people read."""

    subject: str
    relation: str
    object: str
    literal: bool = False
    """Whether the object is a value (a date, a number, a string) and not a node."""
    datatype: str = ""
    """Of a value, the local name of its XML Schema type: `date`, `integer`, `gYear`; empty if it is not known."""
    confidence: float = Field(default=1.0, gt=0, le=1)
    """How surely its source says so: 1 where it is written as a triple, less where it was read from a text."""
    since: str = ""
    """First day on which it held, in ISO 8601, perhaps cut to a month or a year; empty if it is not known."""
    until: str = ""
    """Last day on which it held, written likewise; empty if it is not known, or if it still holds."""
    source: str = ""
    """Where it was read: `file:line`, `document#start-end` (offsets in the document's text), or a document id."""


class Reason(Frozen):
    """One cause for a passage being returned."""

    kind: Literal["lexical", "dense", "title", "bridge", "pagerank", "rerank", "reworded"]
    detail: str = ""
    """What matched: for `title` and `bridge`, the name that was followed; for `rerank`, the reranker."""
    origin: str = ""
    """For `bridge`, the id of the passage that the name was followed from."""


class Hit(Frozen):
    """A passage that a retriever returned."""

    passage: Passage
    score: float
    """Comparable within one result list only; higher is better."""
    why: tuple[Reason, ...] = ()
    copies: tuple[str, ...] = ()
    """Ids of other passages that say the same, which would have been found as well."""


class AnswerType(StrEnum):
    """The form of the short answer that a question asks for."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    DATE = "date"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    ENTITY = "entity"
    LIST = "list"
    DESCRIPTION = "description"


class Retriever(Protocol):
    """Finds passages for questions, many at once."""

    @property
    def name(self) -> str:
        """The name it is chosen by: `bm25`, `dense`, `rrf`, `hybrid`, `multihop`."""
        ...

    def search(self, queries: list[str], *, k: int = 10, within: Rows | None = None) -> list[list[Hit]]:
        """Return at most `k` hits a query, best first, in the order of `queries`.

        `within` holds the rows of the passages that may be returned, ascending; all of them without. It is a filter
        of the search, not of its results: as many are found as there are.
        """
        ...
