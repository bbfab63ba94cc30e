"""The words of a step: what a relation is called in the direction in which it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrievers.graph.link import lexicon
from retrievers.graph.link.question import Word, is_agent_noun
from retrievers.graph.store.names import schema_context
from retrievers.graph.store.relations import Relation
from retrievers.reading import words as english

_SKIPPED = lexicon.STOP | {"inverse", "inv"}
_PARTICLES = frozenset(["after", "before", "about"])
_PARTICLE = 0.25


@dataclass(frozen=True, slots=True)
class Unit:
    """One idea of a label: a word, with all other words of the label that share a concept with it."""

    stems: frozenset[str]
    concepts: frozenset[int]
    weight: float
    """What it counts if it is not said; 0 for words that only stand in the path of a relation's name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One name of a step."""

    text: str
    head: Unit | None
    """What the step leads to, as this name calls it: `club` for `plays in club`; None if the name does not say."""
    units: tuple[Unit, ...]
    backward: frozenset[int]
    """Concepts that the step has because the name is read against its direction."""
    inner_acts: bool | None
    """Whether the end that the step leaves does the deed that the name tells of; None if it tells of none."""


def readings(relation: Relation, *, backwards: bool) -> tuple[Reading, ...]:
    """Return the names of a relation taken from object to subject (if `backwards`) or the other way.

    A relation whose inverse has a name of its own has two: that name, and its own read against its direction.
    """
    own = _reading(relation.label, backwards=backwards, context=path_words(relation.name))
    if not relation.inverse_label or relation.inverse == relation.id:
        return (own,)
    other = _reading(relation.inverse_label, backwards=not backwards)
    return (other, own) if backwards else (own, other)


def path_words(name: str) -> list[str]:
    """Return the words of a schema path before its last part: `film director` of `film.director.film`."""
    return [word for word in schema_context(name).split() if word not in _SKIPPED]


def units_of(text: str) -> tuple[Unit, ...]:
    """Return the ideas of a relation's name, at least one."""
    words = [word for word, _ in lexicon.join_phrases(text.split())] or [text]
    return _units([word for word in words if word not in _SKIPPED] or words)


def _reading(text: str, *, backwards: bool, context: Sequence[str] = ()) -> Reading:
    words = text.split() or [text]
    units = units_of(text)
    more = [unit for unit in _units(context) if not any(unit.stems & u.stems for u in units)] if context else []
    acts = _subject_acts(words)
    inner_acts = acts if acts is None else acts != backwards
    against = not backwards if _is_of(words) else backwards and acts is None
    return Reading(
        text=text,
        head=_head(words, inner_acts, backwards=backwards),
        units=(*units, *(replace(unit, weight=0.0) for unit in more)),
        backward=lexicon.inverse_concepts(frozenset().union(*(u.concepts for u in units))) if against else frozenset(),
        inner_acts=inner_acts,
    )


def range_word(words: Sequence[str]) -> str:
    """Return the word of a label that names what it leads to: the one before `of`, else the last."""
    if "of" in words[1:]:
        return words[words.index("of") - 1]
    return next((word for word in reversed(words) if word not in _SKIPPED | lexicon.WEAK), words[-1])


def _head(words: Sequence[str], inner_acts: bool | None, *, backwards: bool) -> Unit | None:
    """Return the doer of a deed if the step leads to it, what a noun names, or the place or time of `located in`."""
    if _is_of(words):
        return _units(words[-2:-1])[0] if backwards else None
    word = range_word(words)
    head = _units([word])[0]
    if inner_acts is None or not (is_agent_noun(word) or word in english.PAST_FORMS | english.THIRD_PERSON):
        return None if backwards else head
    return head if not inner_acts or (not backwards and head.concepts & _circumstances()) else None


def _is_of(words: Sequence[str]) -> bool:
    """Whether a label names its subject, `capital of`, and not its object, `capital`."""
    return len(words) > 1 and words[-1] == "of"


def _circumstances() -> frozenset[int]:
    return lexicon.concepts("where") | lexicon.concepts("when")


def _units(words: Sequence[str]) -> tuple[Unit, ...]:
    units: list[Unit] = []
    for word in words:
        found = Word.of(word)
        unit = Unit(frozenset([found.stem]), found.concepts, found.weight)
        if word in _PARTICLES and len(words) > 1:  # of `named after`, `after` says nothing by itself
            unit = Unit(unit.stems, frozenset(), _PARTICLE)
        twin = next((i for i, u in enumerate(units) if unit.stems & u.stems or unit.concepts & u.concepts), None)
        if twin is None:
            units.append(unit)
        else:
            units[twin] = Unit(units[twin].stems | unit.stems, units[twin].concepts | unit.concepts, units[twin].weight)
    return tuple(units)


def _subject_acts(words: Sequence[str]) -> bool | None:
    """Whether the subject of a relation does, or is, what its label says; None if the label is no deed."""
    if "by" in words:
        return False
    content = [word for word in words if word not in _SKIPPED | lexicon.WEAK]
    if not content:
        return None
    if _is_of(words):
        return True
    if is_agent_noun(content[-1]):
        return False
    first = content[0]
    return True if first in english.THIRD_PERSON or (len(content) == 1 and first in english.PAST_FORMS) else None
