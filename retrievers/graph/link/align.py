"""Which words of a question each hop of a chain answers to.

The words of hop 1 stand nearest to the entity, on either side, and every further hop widens the window of words around
it. A hop gains what its words weigh; words of one hop that say the same thing twice gain less, so that `movies
directed by the director of X` asks for two hops. A hop that no word asks for costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from retrievers.graph.link.labels import Reading
from retrievers.graph.link.match import CLASS, WHOLE, Fit, StepMatcher
from retrievers.graph.link.question import Outlook, Word
from retrievers.graph.store.steps import Steps

Scores = npt.NDArray[np.float64]

_SIDE = 7
"""Most words considered on one side."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What a reading gains and loses.

    `repeated`, `unsaid` and `hop` come from a coordinate search on samples of PathQuestion, WC2014 and MetaQA
    development questions; the others were set by hand on these, on a graph with classes and on generated questions.
    """

    repeated: float = 0.75
    """Share of its weight that a word keeps when its hop has heard the same already."""
    unsaid: float = 0.45
    """Cost of a hop whose label no word mentions."""
    unsaid_back: float = 0.4
    """The same for a hop back over the relation just taken."""
    hop: float = 0.1
    """Cost of every hop."""
    by_class: float = 0.6
    """How much of a label is said by the class of what it leads to."""
    backward: float = 0.15
    """Cost of a hop against the direction of a relation that names no deed."""
    type: float = 0.6
    """Cost of answers of another kind than the question asks for."""
    name: float = 1.0
    """Cost of a named node that no chain starts from."""
    name_beside: float = 0.6
    """The same where it is found among the answers, which it then is none of: who flew with A on B."""
    namesake: float = 0.5
    """Cost of a node of another class than the one that is said beside its name, where a namesake is of that class."""
    again: float = 0.3
    """Cost of a hop over the relation that was just taken there and back."""
    single: float = 0.1
    """Cost of one answer where several are asked for: `the cities of X` and not its capital."""
    noun: float = 0.5
    """Cost of a last hop that leads to something else than the noun that a relation of the graph leads to."""


class Alignment:
    """Scores steps over the windows of one question, for extending chains hop by hop."""

    def __init__(
        self,
        outlook: Outlook,
        fits: Mapping[int, Sequence[Fit]],
        matcher: StepMatcher,
        steps: Steps,
        weights: Weights,
    ) -> None:
        self._words = outlook.words
        self._fits = fits
        self._matcher = matcher
        self._steps = steps
        self._weights = weights
        used = {fit.word for found in fits.values() for fit in found}
        used |= {i for i, word in enumerate(self._words) if word.shares}
        count = len(outlook.left)
        left = [i for i in range(count) if i in used][:_SIDE]
        right = [i for i in range(count, len(self._words)) if i in used][:_SIDE]
        masks = [
            sum(1 << i for i in (*left[:a], *right[:b])) for a in range(len(left) + 1) for b in range(len(right) + 1)
        ]
        inside = np.asarray(masks, np.int64)
        self._between = inside[None, :] & ~inside[:, None]
        self._nested = (inside[None, :] & inside[:, None]) == inside[:, None]
        self.rest: Scores = np.asarray([self.weight(masks[-1] & ~mask) for mask in masks])
        """(windows,) weight of the words outside of each window."""
        self.everything = sum(word.weight for word in self._words)
        """Weight of all words."""
        self._gains: dict[tuple[int, bool], Scores] = {}

    def weight(self, mask: int) -> float:
        """Return what the words of a bit mask weigh."""
        return sum(word.weight for i, word in enumerate(self._words) if mask >> i & 1)

    def start(self) -> Scores:
        """Return the scores of the empty chain, (windows,)."""
        scores = np.full(len(self.rest), -np.inf)
        scores[0] = 0.0
        return scores

    def extend(self, scores: Scores, step: int, previous: int | None) -> Scores:
        """Return the scores, by window, of a chain of these scores with `step` after it."""
        back = previous is not None and step == self._steps.reverse(previous)
        return np.asarray((scores[:, None] + self._gain(step, back=back)).max(axis=0))

    def _gain(self, step: int, *, back: bool) -> Scores:
        """(windows, windows): gain of a hop that widens one window to another; -inf where it would not nest."""
        key = (step, back)
        if key not in self._gains:
            relevant = sum({1 << fit.word for fit in self._fits.get(step, ())})
            if back:
                relevant |= sum(1 << i for i, word in enumerate(self._words) if word.shares)
            masks = self._between & relevant
            distinct, where = np.unique(masks, return_inverse=True)
            gains = np.asarray([self._hop(step, int(mask), back=back) for mask in distinct])[where.reshape(masks.shape)]
            self._gains[key] = np.where(self._nested, gains, -np.inf)
        return self._gains[key]

    def _hop(self, step: int, mask: int, *, back: bool) -> float:
        fits = [fit for fit in self._fits.get(step, ()) if mask >> fit.word & 1]
        shared = sum(word.weight for i, word in enumerate(self._words) if word.shares and mask >> i & 1)
        readings = enumerate(self._matcher.readings(step))
        gains = (
            self._said(reading, [fit for fit in fits if fit.reading == r], shared, back=back) for r, reading in readings
        )
        return max(gains) - self._weights.hop - self._away(step)

    def _away(self, step: int) -> float:
        """Return what it costs to take a relation that names no deed, and has no other name, against its direction."""
        readings = self._matcher.readings(step)
        plain = len(readings) == 1 and readings[0].inner_acts is None and not readings[0].backward
        return self._weights.backward if step % 2 and plain else 0.0

    def _said(self, reading: Reading, fits: Sequence[Fit], shared: float, *, back: bool) -> float:
        """Return what words that match a name of a step gain, less what the part of it costs that no word says."""
        weights = self._weights
        by_unit: dict[int, list[Fit]] = {}
        for fit in fits:
            by_unit.setdefault(fit.unit, []).append(fit)
        gain = shared + sum(self._gain_of(found) for found in by_unit.values())
        if shared:
            return gain
        best = {unit: max(fit.strength for fit in found) for unit, found in by_unit.items()}
        whole = max(best.get(WHOLE, 0.0), best.get(CLASS, 0.0) * weights.by_class)
        total = sum(unit.weight for unit in reading.units)
        parts = sum(best.get(u, 0.0) * unit.weight for u, unit in enumerate(reading.units)) / total
        return gain - (weights.unsaid_back if back else weights.unsaid) * (1.0 - max(parts, whole))

    def _gain_of(self, fits: Sequence[Fit]) -> float:
        """Return what words gain that say the same thing in one hop: the first counts in full."""
        gains = sorted((fit.strength * self._words[fit.word].weight for fit in fits), reverse=True)
        return gains[0] + self._weights.repeated * sum(gains[1:])


def words_said(
    words: Sequence[Word], fits: Mapping[int, Sequence[Fit]], chain: Sequence[int], steps: Steps
) -> dict[Word, float]:
    """Return how well each word is matched by any step of a chain, in [0, 1]."""
    said = dict.fromkeys(words, 0.0)
    for step in chain:
        for fit in fits.get(step, ()):
            said[words[fit.word]] = max(said[words[fit.word]], fit.strength)
    back = any(steps.reverse(a) == b for a, b in pairwise(chain))
    return {word: 1.0 if back and word.shares else strength for word, strength in said.items()}
