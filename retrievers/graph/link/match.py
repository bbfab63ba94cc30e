"""How well the words of a question fit the steps of a graph.

A step is a relation taken in one direction, numbered `2 * relation + inverse` as in `signatures`. A word fits it by its
label (spelling, or a concept of the lexicon), by the class of what it leads to, or by its meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from retrievers.graph.link import classes, lexicon
from retrievers.graph.link.labels import Reading, Unit, readings
from retrievers.graph.link.question import Word, is_agent_noun
from retrievers.graph.store.triples import GraphStore

if TYPE_CHECKING:
    from retrievers.embedding import Embedder

WHOLE, CLASS = -1, -2
"""What a word matches when it matches no unit: the label as a whole, or the class of what the step leads to."""
_SAME_CONCEPT = 0.9
_INVERSE_CONCEPT = 0.75
_OWN_CONCEPT_BACKWARD = 0.5
"""Of a relation with a name for its inverse: its own name hardly asks for that."""
_RIVAL = 0.3
_OBJECT = 0.5
"""Of a noun and a deed taken back to its doer: `languages` is no word for those who speak."""
_CONTEXT = 0.75
"""Of a word in the path of a relation's name, `film.director.film`, and not in its last part."""
_CLASS = 0.8
_WRONG_WAY = 0.85
_EMBEDDED = 64
"""Most steps whose labels are embedded for one question."""
_COSINE_FLOOR, _COSINE_SPAN, _COSINE_BEST = 0.3, 0.4, 0.75
_COSINE_SHARPNESS = 16.0
_LEAST = 0.1


@dataclass(frozen=True, slots=True)
class Fit:
    """How one word fits one step."""

    word: int
    reading: int
    """The name of the step that it matches."""
    unit: int
    """The unit of the label that it matches, `WHOLE` or `CLASS`."""
    strength: float
    """In (0, 1]."""


class StepMatcher:
    """Matches words to the steps of one graph; keeps what it learnt of words and labels."""

    def __init__(self, graph: GraphStore, kinds: classes.Classes, embedder: Embedder | None = None) -> None:
        self._relations = graph.relation_table
        self._classes = kinds
        self._embedder = embedder
        self._readings: dict[int, tuple[Reading, ...]] = {}
        self._vectors: dict[str, npt.NDArray[np.float32]] = {}

    def readings(self, step: int) -> tuple[Reading, ...]:
        """Return the names of a step, the best one first."""
        if step not in self._readings:
            self._readings[step] = readings(self._relations[step // 2], backwards=bool(step % 2))
        return self._readings[step]

    def knows(self, word: str) -> bool:
        """Whether some relation of the graph is called by this word, or by one of the same concept."""
        return bool(self._spelt([Word.of(word.lower())]))

    def steps_called(self, words: Sequence[str]) -> list[int]:
        """Return the steps whose labels have one of some words, or one of the same concept."""
        return self._spelt([Word.of(word) for word in words])

    def leads_to(self, step: int, noun: str) -> bool:
        """Whether a step leads to what a common noun names, as far as its label says."""
        word = Word.of(noun)
        heads = (reading.head for reading in self.readings(step) if reading.head is not None)
        acts = bool(step % 2) and not is_agent_noun(noun)  # what one speaks is no speaker, though a word for both
        return any(word.stem in head.stems if acts else _strength(word, head) > _RIVAL for head in heads)

    def leads_to_rival(self, step: int, noun: str) -> bool:
        """Whether a step leads to what can be nothing that the noun names: a country, where a town is asked for."""
        word = Word.of(noun)
        head = self.readings(step)[0].head
        return head is not None and word.stem not in head.stems and lexicon.rivals(word.stem, head.stems)

    def leading_to(self, noun: str) -> list[int]:
        """Return the steps of the graph that lead to what a common noun names, as far as their labels say."""
        return [step for step in self._spelt([Word.of(noun)]) if self.leads_to(step, noun)]

    def names_an_end(self, noun: str) -> bool:
        """Whether any step of the graph leads to what a common noun names."""
        return bool(self.leading_to(noun))

    def spelt_in(self, word: str, steps: Sequence[int]) -> list[int]:
        """Return those of some steps whose labels have a word, or one of the same concept."""
        asked = set(self._spelt([Word.of(word)]))
        return [step for step in steps if step in asked]

    def likeness(self, words: Sequence[str], steps: Sequence[int]) -> dict[int, float]:
        """Return by step how well the best of some words fits it, in [0, 1]; steps that none fits are left out."""
        fits = self.fits([Word.of(word) for word in words], steps) if words else {}
        return {step: max(fit.strength for fit in fits[step]) for step in steps if fits.get(step)}

    def fits(self, words: Sequence[Word], steps: Sequence[int]) -> dict[int, list[Fit]]:
        """Return how the words fit `steps` and every other step whose label has one of them.

        Words that fit no step by label or class are compared with `steps` by meaning, if there is an embedder.
        """
        asked = [step for step in self._spelt(words) if step not in steps]
        found = {step: list(self._said(words, step)) for step in (*steps, *asked)}
        known = {fit.word for fits in found.values() for fit in fits}
        rest = [i for i, word in enumerate(words) if i not in known and word.weight == 1 and not word.shares]
        if self._embedder is not None and rest and steps:
            for step, fit in self._meant(self._embedder, words, rest, steps[:_EMBEDDED]):
                found[step].append(fit)
        return found

    def _said(self, words: Sequence[Word], step: int) -> Iterable[Fit]:
        kinds = frozenset().union(*(classes.stems(name) for name in self._classes.at_end(step)))
        for i, word in enumerate(words):
            if word.shares:
                continue
            spelt = False
            for r, reading in enumerate(self.readings(step)):
                unit, strength = _best_unit(word, reading)
                if (
                    step % 2
                    and word.noun
                    and reading.inner_acts is False
                    and word.stem not in reading.units[unit].stems
                ):
                    strength *= _OBJECT
                if strength:
                    spelt = True
                    yield Fit(i, r, unit, strength)
            if not spelt and word.stem in kinds:
                yield Fit(i, 0, CLASS, _CLASS)

    def _meant(
        self, embedder: Embedder, words: Sequence[Word], rest: Sequence[int], steps: Sequence[int]
    ) -> Iterable[tuple[int, Fit]]:
        """Yield fits by cosine, scaled down where a word is as near to many labels as to the best of them."""
        by_text: dict[str, list[tuple[int, int, int]]] = {}
        for step in steps:
            by_text.setdefault(self.readings(step)[0].text, []).append((step, 0, WHOLE))
            for kind in self._classes.at_end(step)[:1]:
                by_text.setdefault(kind, []).append((step, 0, CLASS))
        texts = list(by_text)
        strengths = self._closeness(embedder, [words[i].text.replace("_", " ") for i in rest], texts)
        for word, row in zip(rest, strengths, strict=True):
            for text, strength in zip(texts, row.tolist(), strict=True):
                for step, reading, unit in by_text[text] if strength > _LEAST else ():
                    deed = unit == WHOLE and self.readings(step)[reading].inner_acts is not None
                    if not (deed and words[word].noun):
                        yield step, Fit(word, reading, unit, strength)

    def _closeness(self, embedder: Embedder, words: Sequence[str], labels: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return (words, labels) strengths in [0, 1]."""
        new = [text for text in dict.fromkeys([*words, *labels]) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, embedder.encode(new), strict=True))
        cosines = np.stack([self._vectors[t] for t in words]) @ np.stack([self._vectors[t] for t in labels]).T
        shares = np.exp(_COSINE_SHARPNESS * (cosines - cosines.max(axis=1, keepdims=True)))
        rivals = shares.sum(axis=1, keepdims=True) ** 2 / (shares**2).sum(axis=1, keepdims=True)
        near = np.clip((cosines - _COSINE_FLOOR) / _COSINE_SPAN, 0, 1) * _COSINE_BEST
        return np.asarray(near * shares / np.sqrt(rivals), np.float64)

    def _spelt(self, words: Sequence[Word]) -> list[int]:
        """Return the steps whose labels have a word, or a concept, of one of the words."""
        found = {step for word in words for step in self._by_stem.get(word.stem, ())}
        found |= {step for word in words for c in word.concepts for step in self._by_concept.get(c, ())}
        return sorted(found)

    @cached_property
    def _by_stem(self) -> dict[str, set[int]]:
        index: dict[str, set[int]] = {}
        for step in range(2 * len(self._relations)):
            for reading in self.readings(step):
                for stem in frozenset().union(*(unit.stems for unit in reading.units)):
                    index.setdefault(stem, set()).add(step)
        return index

    @cached_property
    def _by_concept(self) -> dict[int, set[int]]:
        index: dict[int, set[int]] = {}
        for step in range(2 * len(self._relations)):
            for reading in self.readings(step):
                for concept in reading.backward.union(*(unit.concepts for unit in reading.units)):
                    index.setdefault(concept, set()).add(step)
        return index


def _best_unit(word: Word, reading: Reading) -> tuple[int, float]:
    """Return the unit of a name that a word matches best, and how well; 0 if it matches none."""
    if word.asks_end and (reading.head is None or not _strength(word, reading.head)):
        return 0, 0.0
    unit, strength = max(
        ((u, _strength(word, unit) * (1.0 if unit.weight else _CONTEXT)) for u, unit in enumerate(reading.units)),
        key=lambda pair: pair[1],
    )
    if reading.backward:
        strength = max(strength * _OWN_CONCEPT_BACKWARD, _INVERSE_CONCEPT if word.concepts & reading.backward else 0.0)
    turned = lexicon.is_converse(word.stem, reading.units[unit].stems)
    against = None not in (word.agent, reading.inner_acts) and (word.agent != reading.inner_acts) != turned
    return unit, strength * (_WRONG_WAY if against else 1.0)


def _strength(word: Word, unit: Unit) -> float:
    if word.stem in unit.stems:
        return 1.0
    if not word.concepts & unit.concepts:
        return 0.0
    return _RIVAL if lexicon.rivals(word.stem, unit.stems) else _SAME_CONCEPT
