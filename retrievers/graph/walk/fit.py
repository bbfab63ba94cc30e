"""Whether nodes are of the kind that a question asks for.

What kind of thing a node is shows in its classes, in the shape of its name, and in the relations that lead to it: the
object of `directed by` is somebody, the object of `release year` is a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from retrievers.answer_type import answer_type, noun_type
from retrievers.graph.link import lexicon
from retrievers.graph.link.classes import Classes, stems
from retrievers.graph.link.labels import range_word
from retrievers.graph.link.question import is_agent_noun
from retrievers.graph.store.columns import Ints
from retrievers.graph.store.steps import Nodes
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.places import PlaceOrder
from retrievers.reading import words as english
from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import tokenize
from retrievers.schema import AnswerType

_SAMPLE = 40
_HOW_MANY = re.compile(r"^\W*how many\b", re.IGNORECASE)
_CLASSED = 2000
"""Most nodes whose classes are looked up one by one."""
_ACTORS = {AnswerType.PERSON, AnswerType.ORGANISATION}
_VALUES = {AnswerType.DATE, AnswerType.NUMBER}
_KINDS = (AnswerType.PERSON, AnswerType.PLACE, AnswerType.ORGANISATION, AnswerType.DATE, AnswerType.NUMBER)
_IMPERATIVES = frozenset(["name", "list", "give", "show", "find", "tell"])
_IRREGULAR = {"children": "child", "men": "man", "women": "woman", "wives": "wife", "people": "person"}
_FIGURE = re.compile(r"[-+]?\d[\d.,]*(?:e[-+]?\d+)?|\d{4}-\d\d(?:-\d\d.*)?|true|false")
_UNSURE, _OTHER_CLASS, _ODD = 0.35, 0.5, 0.15


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of answer that a question asks for."""

    kind: AnswerType | None = None
    """One of person, place, organisation, date, number; None if any will do."""
    noun: str = ""
    """The common noun that names the answers, lower case: `films` in `which films did ...`."""
    is_class: bool = False
    """Whether the noun only says what kind of thing is wanted (`which city`), and is no relation (`the capital of`)."""
    confirms: bool = False
    """Whether it asks if something is so."""

    @property
    def several(self) -> bool:
        """Whether the noun is a plural."""
        return self.noun in _IRREGULAR or (self.noun.endswith("s") and not self.noun.endswith(("ss", "us", "is")))

    @classmethod
    def by(cls, question: str, expects: AnswerType | None = None) -> Wanted:
        """Read it off a question whose entities are replaced by a capital letter."""
        noun, is_class = head_noun(_HOW_MANY.sub("which", question))
        kind = expects if expects in _KINDS else noun_type(noun) if noun else None
        found = answer_type(question)
        if kind is None and found in _KINDS:
            kind = found
        counts = question.lower().startswith(("how many", "how much"))
        return cls(
            kind=kind if kind in _KINDS and not counts else None,
            noun=noun,
            is_class=is_class,
            confirms=found is AnswerType.YES_NO,
        )


class AnswerFit:
    """Judges the nodes of one graph."""

    def __init__(self, graph: GraphStore, classes: Classes) -> None:
        self._graph = graph
        self._classes = classes
        self._places = PlaceOrder(graph, classes)

    def __call__(self, nodes: Ints, wanted: Wanted) -> float:
        """Return in [0, 1] how well the nodes fit; 1 where nothing speaks against them. Looks at a spread sample."""
        if not len(nodes) or (wanted.kind is None and not wanted.noun):
            return 1.0
        sample = nodes[:: -(-len(nodes) // _SAMPLE)]
        return float(np.mean([self._one(int(node), wanted) for node in sample]))

    def of_class(self, nodes: Nodes, noun: str) -> Nodes:
        """Return those of the nodes that are of a class which the noun names; all of them if none or too many are."""
        asked = lexicon.stem(noun) if noun else ""
        if asked not in self._classes.words or not 1 < len(nodes) <= _CLASSED:
            return nodes
        own = np.asarray([any(asked in stems(name) for name in self._classes.of(int(node))) for node in nodes])
        return nodes[own] if own.any() else nodes

    def are(self, nodes: Ints, noun: str) -> bool:
        """Whether most of the nodes are of a class that the noun names."""
        asked = lexicon.stem(noun)
        sample = nodes[:: -(-len(nodes) // _SAMPLE) or 1]
        return bool(np.mean([any(asked in stems(name) for name in self._classes.of(int(n))) for n in sample]) > 0.5)

    def _one(self, node: int, wanted: Wanted) -> float:
        if wanted.is_class and self._places.denies(node, wanted.noun):
            return _ODD
        if wanted.noun and (classes := self._classes.of(node)):
            asked = lexicon.stem(wanted.noun)
            if any(asked in stems(name) for name in classes):
                return 1.0
            if asked in self._classes.words:
                return _OTHER_CLASS
        if wanted.kind is None:
            if wanted.is_class and self._is_figure(node):
                return 0.0
            return _UNSURE if AnswerType.PERSON in self._kinds(node) else 1.0
        return self._of_kind(node, wanted.kind)

    def _is_figure(self, node: int) -> bool:
        """Whether a node is a number, a date or a truth value, and so no film, moon or flight."""
        return bool(self._graph.literal[node]) and _FIGURE.fullmatch(self._graph.name(node)) is not None

    def _of_kind(self, node: int, kind: AnswerType) -> float:
        name = self._graph.name(node)
        digits = any(character.isdigit() for character in name)
        if kind in _VALUES:
            return 1.0 if digits else 0.0
        if name.replace(".", "").replace("-", "").isdigit() or (self._graph.literal[node] and digits):
            return 0.0
        kinds = self._kinds(node)
        if kind in kinds or (kind in _ACTORS and kinds & _ACTORS):
            return 1.0
        if kinds or self._classes.of(node):
            return _ODD
        return _UNSURE if kind in self._known_kinds else 1.0

    def _kinds(self, node: int) -> frozenset[AnswerType]:
        if classes := self._classes.of(node):
            kinds = (noun_type(word) for name in classes for word in name.split()[-1:])
            return frozenset(kind for kind in kinds if kind)
        return self._kinds_by_signature[int(self._graph.signatures.signatures[node])]

    @cached_property
    def _ranges(self) -> dict[int, AnswerType]:
        """The kind of a relation's objects, where its label says it."""
        labelled = ((relation.id, range_of(relation.label)) for relation in self._graph.relation_table)
        return {relation: kind for relation, kind in labelled if kind}

    @cached_property
    def _known_kinds(self) -> frozenset[AnswerType]:
        return frozenset(self._ranges.values())

    @cached_property
    def _kinds_by_signature(self) -> list[frozenset[AnswerType]]:
        store = self._graph.signatures
        own = (store.steps[a:b].tolist() for a, b in pairwise(store.step_ends.tolist()))
        return [frozenset(self._ranges[s // 2] for s in steps if s % 2 and s // 2 in self._ranges) for steps in own]


def range_of(label: str) -> AnswerType | None:
    """Return the kind of thing that a relation leads to, as far as its label says: `release year` to a date."""
    words = label.split()
    if not words or "inverse" in words or words[-1] == "of":
        return None
    if words[-1] == "by":
        return AnswerType.PERSON
    head = range_word(words)
    kind = noun_type(_IRREGULAR.get(head, head))
    if kind is None and is_agent_noun(head):
        return AnswerType.PERSON
    return kind if kind in _KINDS else None


def head_noun(question: str) -> tuple[str, bool]:
    """Return the common noun of the thing asked for, empty if there is none, and whether `which` or `what` governs it.

    `films` and true of `which films did A direct`; `author` and false of `who is the author of A`.
    """
    tokens = tokenize(question)
    tags = tag(tokens)
    asks = [i for i, t in enumerate(tags) if t is Tag.WH and not (i and tags[i - 1] in {Tag.NOUN, Tag.NAME})]
    if asks and tokens[asks[0]].lower not in {"what", "which", "whose", "who"}:
        return "", False
    first = asks[0] + 1 if asks else int(bool(tokens) and tokens[0].lower in _IMPERATIVES)
    if asks and first < len(tags) and _may_be_noun(tokens[first].lower, tags[first]):
        tags[first] = Tag.NOUN
    tags = [Tag.VERB if _is_compound_verb(token.lower) else kind for token, kind in zip(tokens, tags, strict=True)]
    nouns = list(_noun_phrase(tags, first)) or _possessed(tags)
    governed = bool(asks) and first < len(tags) and tags[first] in {Tag.NOUN, Tag.ADJ}
    return (tokens[nouns[-1]].lower, governed) if nouns else ("", False)


def _may_be_noun(word: str, kind: Tag) -> bool:
    """Whether a word tagged as a verb is a noun after `which`: `films`, `works`, but not `won`."""
    return kind is Tag.VERB and word not in english.PAST_FORMS and not word.endswith("ed")


def _is_compound_verb(word: str) -> bool:
    """Whether a hyphenated word ends in a verb's past form, as `co-wrote` does."""
    return "-" in word and word.rpartition("-")[2] in english.PAST_FORMS


def _noun_phrase(tags: Sequence[Tag], first: int) -> Iterator[int]:
    """Yield the nouns of the phrase that begins at `first`, or after what may stand before it."""
    i = first
    while i < len(tags) and tags[i] in {Tag.AUX, Tag.DET, Tag.PRON, Tag.NUM}:
        i += 1
    while i < len(tags) and tags[i] in {Tag.NOUN, Tag.ADJ}:
        if tags[i] is Tag.NOUN:
            yield i
        i += 1


def _possessed(tags: Sequence[Tag]) -> list[int]:
    """Return the last word if a possessive and a noun end a question: `gender` of `what is A's father's gender`."""
    ends = [i for i, t in enumerate(tags) if t is not Tag.PUNCT][-2:]
    return ends[1:] if [tags[i] for i in ends] == [Tag.POSS, Tag.NOUN] else []
