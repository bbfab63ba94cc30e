"""What is read from one document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What an end of a fact can be told to be."""

    PERSON = "person"
    OTHER = "other"
    ANY = "any"
    CLASS = "class"
    """A common noun; it names no thing of its own."""
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class End:
    """One end of a fact, as the document names it."""

    name: str
    sort: Sort = Sort.ANY
    topic: bool = False
    """Whether it is what the document is about; its name is the document's title then."""
    datatype: str = ""
    """Of a value: the local name of its XML Schema type."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact with the words that say it."""

    subject: End
    relation: str
    object: End
    pattern: str
    """What recognised it; how sure a fact is follows from this."""
    start: int
    """The sentence or line that says it: `document.text[start:end]`."""
    end: int
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that one document states of things that it names; a function of its title and text."""

    statements: tuple[Statement, ...]
    sort: Sort = Sort.ANY
    """What the document is about."""
    names: tuple[str, ...] = ()
    """Other names of that in the text."""
    gender: str = ""
    """Of a person, the pronoun that the text uses: `he` or `she`; empty if it uses none."""
