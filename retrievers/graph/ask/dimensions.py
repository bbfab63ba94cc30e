"""Which measure a question compares by: `older` by age or birth, `largest` by what size there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrievers.graph.ask.magnitudes import Measure, Measures
from retrievers.graph.link.match import StepMatcher
from retrievers.graph.store.columns import Ints

_IRREGULAR = {"most": "", "least": "", "more": "", "less": "", "fewest": "", "fewer": "", "best": "rating",
              "worst": "rating", "first": "", "last": "", "latest": "", "earliest": "", "recent": "",
              "recently": ""}  # fmt: skip
_BIRTH = ("birth", "born", "founded", "established", "opened", "built", "created", "completed", "released", "started")
_SIZE = ("population", "area", "size", "budget", "revenue", "capacity", "members", "employees", "length", "height")
_ALSO = {
    "old": _BIRTH, "young": _BIRTH, "new": _BIRTH,
    "large": _SIZE, "big": _SIZE, "small": _SIZE, "great": _SIZE, "tiny": _SIZE,
    "high": ("height",), "low": ("height",), "short": ("length", "height", "duration"), "poor": ("wealth", "income"),
    "slow": ("speed",), "light": ("weight",), "shallow": ("depth",),
}  # fmt: skip
"""What else may be meant, the likeliest first, where nothing is called by the word itself."""
_SURE, _ONLY = 1.0, 0.6
_LEAST = 0.3


def positive(word: str) -> list[str]:
    """Return what a comparative or superlative may be one of: `tallest` and `taller` of `tall`, `bigger` of `big`."""
    if word in _IRREGULAR:
        return [_IRREGULAR[word]] if _IRREGULAR[word] else []
    for ending in ("est", "er"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 1:
            forms = [base, f"{base}e"]
            forms += [base[:-1]] if len(base) > 3 and base[-1] == base[-2] else []
            forms += [f"{base[:-1]}y"] if base.endswith("i") else []
            return [word, *forms]
    return [word]


class Dimensions:
    """Finds measures by words in one graph."""

    def __init__(self, measures: Measures, matcher: StepMatcher) -> None:
        self.measures = measures
        self._matcher = matcher

    def names_one(self, word: str) -> bool:
        """Whether a word names something that the graph measures."""
        steps = [2 * relation for relation in self.measures.by_relation]
        return bool(self._matcher.spelt_in(word, steps))

    def choose(self, nodes: Ints, words: Sequence[str], *, dates: bool | None) -> tuple[Measure, float] | None:
        """Return the measure of the nodes that is meant, and how surely, in (0, 1]; None if there is none.

        `dates` says whether a point in time is compared; None if it may be either.
        """
        return self._choose(self.measures.of(nodes), words, dates)

    def choose_any(self, words: Sequence[str], *, dates: bool | None) -> Measure | None:
        """Return the measure that is meant of all that the graph has; None if no word names one."""
        chosen = self._choose(list(self.measures.by_relation.values()), words, dates)
        return chosen[0] if chosen and chosen[1] > _LEAST else None

    def _choose(
        self, measures: Sequence[Measure], words: Sequence[str], dates: bool | None
    ) -> tuple[Measure, float] | None:
        own = [measure for measure in measures if dates is None or measure.dates == dates]
        if not own:
            return None
        steps = [2 * measure.relation for measure in own]
        for choice in _choices(words):
            likeness = self._matcher.likeness(choice, steps)
            if likeness:
                best = max(own, key=lambda m: likeness.get(2 * m.relation, 0.0))
                if likeness[2 * best.relation] >= _LEAST:
                    return best, min(_SURE, likeness[2 * best.relation])
        if len(own) == 1 and (dates or not any(positive(word) for word in words)):
            return own[0], _ONLY
        return (own[0], _LEAST) if dates and not any(positive(word) for word in words) else None


def _choices(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the words that may name a measure, what was said first."""
    said = [form for word in words for form in positive(word)]
    if said:
        yield said
    for word in said:
        yield from ([other] for other in _ALSO.get(word, ()))
