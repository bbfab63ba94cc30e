"""What was read from one passage, and how it becomes triples of the graph."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Protocol

from pydantic import Field

from retrievers.graph.facts.dates import dates_in
from retrievers.reading.tokens import tokenize
from retrievers.schema import Frozen, Passage, Triple

KIND_OF = "instance of"
"""The relation from an entity to what kind of thing it is."""


class Entity(Frozen):
    """A thing that a passage names; `name` stands in the passage or in its title."""

    name: str
    kind: str = ""
    """What it is, in one or two words: `person`, `river`; empty if it was not said."""


class Fact(Frozen):
    """A statement of a passage. `subject` and `object` stand in the passage or in its title, white space apart."""

    subject: str
    relation: str
    object: str
    literal: bool = False
    """Whether the object is a value."""
    datatype: str = ""
    confidence: float = Field(gt=0, le=1)
    since: str = ""
    until: str = ""
    start: int = Field(ge=0)
    """Offset in the passage's text of the words that state it."""
    end: int = Field(gt=0)


class Extraction(Frozen):
    """What one passage says, as `reader` read it."""

    reader: str
    """Who read it and how: the model and the version of its instructions."""
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()

    def triples(self, passage: Passage, meant: Callable[[str], str] = str) -> Iterator[Triple]:
        """Yield the facts as triples of `passage`, then the kinds of the things in them.

        What the passage does not hold is left out, so that no record can put a name into the graph that its source
        does not have. Of a name, the node is the one that is `meant`; of a date, the date in ISO 8601.
        """
        held = {squeeze(passage.text), squeeze(passage.title)}
        confirmed: dict[str, Fact] = {}
        for fact in self.facts:
            if fact.end > len(passage.text) or not (_in(fact.subject, held) and _in(fact.object, held)):
                continue
            confirmed.setdefault(fact.subject, fact)
            if not fact.literal:
                confirmed.setdefault(fact.object, fact)
            value, datatype = _value(fact) if fact.literal else (meant(fact.object), "")
            yield Triple(
                subject=meant(fact.subject),
                relation=fact.relation,
                object=value,
                literal=fact.literal,
                datatype=datatype,
                confidence=fact.confidence,
                since=fact.since,
                until=fact.until,
                source=_source(passage, fact),
            )
        for entity in self.entities:
            fact_of = confirmed.get(entity.name)
            if entity.kind and fact_of is not None:
                yield Triple(
                    subject=meant(entity.name),
                    relation=KIND_OF,
                    object=entity.kind,
                    confidence=fact_of.confidence,
                    source=_source(passage, fact_of),
                )


class Extractor(Protocol):
    """What has read passages; whoever builds a graph is handed one."""

    def __call__(self, digests: Collection[bytes]) -> Mapping[bytes, Extraction]:
        """Return what is known of passages, by their content hashes; those that were not read are left out."""
        ...


def squeeze(text: str) -> str:
    """Return a text with every run of white space as one space: how names are written and compared."""
    return " ".join(text.split())


def _value(fact: Fact) -> tuple[str, str]:
    """Return a value and its type: a date as XML Schema has it, anything else as it is written."""
    tokens = tokenize(fact.object)
    whole = next((date for first, last, date in dates_in(tokens) if last - first == len(tokens)), None)
    return (fact.object, fact.datatype) if whole is None else (whole.iso, whole.datatype)


def as_written(value: str, text: str) -> str:
    """Return the words by which a text says a date in ISO 8601; any other value as it is."""
    tokens = tokenize(text)
    said = (text[tokens[first].start : tokens[last - 1].end] for first, last, d in dates_in(tokens) if d.iso == value)
    return next(said, value)


def _in(name: str, held: Collection[str]) -> bool:
    return bool(name) and any(name in text for text in held)


def _source(passage: Passage, fact: Fact) -> str:
    return f"{passage.document}#{passage.start + fact.start}-{passage.start + fact.end}"
