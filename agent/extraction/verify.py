"""What a model wrote about a passage, held against the passage: only what stands there word for word is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from agent.extraction.values import datatype, held, is_value
from agent.extraction.wire import EntityReply, ExtractReply, FactReply
from agent.reasoner.serving.quotes import find_words
from retrievers.extraction import Entity, Extraction, Fact
from retrievers.extraction.facts import squeeze
from retrievers.graph.store.names import verbalise
from retrievers.reading.words import PRONOUNS

BOTH_NAMED = 0.9
"""Confidence of a fact whose evidence names subject and object."""
ONE_NAMED = 0.7
"""Confidence of a fact whose evidence names one of them: the other was carried there by a pronoun or a title."""
_ARTICLE = re.compile(r"^(?:the|an?)\s+(?=\S)")
_RELATION = 80
"""Most characters of a relation."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """The text that names and evidence must stand in."""

    text: str
    title: str = ""

    def name(self, written: str) -> str:
        """Return a name as the text, else the title, has it, in one line without an article; empty if none has."""
        written = _ARTICLE.sub("", written.strip().strip('"“”').strip())
        if not any(character.isalnum() for character in written) or written.lower() in PRONOUNS:
            return ""
        for text in (self.text, self.title):
            span = find_words(text, written, whole=True)
            if span is not None:
                return squeeze(text[span[0] : span[1]])
        return ""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What of a reply stands in its source, and how much did not, by why."""

    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()
    dropped: Counter[str] = field(default_factory=Counter)

    def extraction(self, reader: str) -> Extraction:
        """Return what was kept as the reading of `reader`."""
        return Extraction(reader=reader, entities=self.entities, facts=self.facts)


def check(reply: ExtractReply, source: Source) -> Checked:
    """Return the entities and facts of a reply that its source holds."""
    dropped: Counter[str] = Counter()
    return Checked(
        entities=check_entities(reply.entities, source, dropped),
        facts=check_facts(reply.facts, source, dropped),
        dropped=dropped,
    )


def check_entities(written: Iterable[EntityReply], source: Source, dropped: Counter[str]) -> tuple[Entity, ...]:
    """Return the entities whose names stand in the source, each once; count the others."""
    found: dict[str, Entity] = {}
    for item in written:
        name = source.name(item.name)
        if name:
            found.setdefault(name, Entity(name=name, kind=_phrase(item.kind)))
        else:
            dropped["a name that is not in the passage"] += 1
    return tuple(found.values())


def check_facts(written: Iterable[FactReply], source: Source, dropped: Counter[str]) -> tuple[Fact, ...]:
    """Return the facts whose names and evidence stand in the source, each once; count the others by what is wrong."""
    found: dict[tuple[str, str, str], Fact] = {}
    for item in written:
        fact = _fact(item, source)
        if isinstance(fact, Fact):
            found.setdefault((fact.subject, fact.relation, fact.object), fact)
        else:
            dropped[fact] += 1
    return tuple(found.values())


def _fact(item: FactReply, source: Source) -> Fact | str:
    """Return a verified fact, or what is wrong with it."""
    subject, target, relation = source.name(item.subject), source.name(item.object), _phrase(item.relation)
    span = find_words(source.text, item.evidence.strip())
    if not (subject and target):
        return "a name that is not in the passage"
    if span is None:
        return "evidence that is not in the passage"
    if not relation or subject == target:
        return "no relation between two things"
    evidence = squeeze(source.text[span[0] : span[1]])
    named = [find_words(evidence, name, whole=True) is not None for name in (subject, target)]
    if not any(named):
        return "evidence that names neither thing"
    literal = is_value(target)
    since, until = held(item.time) if find_words(source.text, item.time.strip()) else ("", "")
    return Fact(
        subject=subject,
        relation=relation,
        object=target,
        literal=literal,
        datatype=datatype(target) if literal else "",
        confidence=BOTH_NAMED if all(named) else ONE_NAMED,
        since=since,
        until=until,
        start=span[0],
        end=span[1],
    )


def _phrase(written: str) -> str:
    """Return a relation or a kind in lower-case words; empty if there is no letter in it or too much of it."""
    words = verbalise(written) if written.strip() else ""
    return words if any(c.isalpha() for c in words) and len(words) <= _RELATION else ""
