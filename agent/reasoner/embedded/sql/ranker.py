"""Weighs candidates by what was learned from questions whose right statements are known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

FILE = "learned/ranker.json"


class Ranker:
    """A linear model over the features of a candidate, and over the words of a question with the parts of a shape."""

    def __init__(self, features: Mapping[str, float], crossed: Mapping[str, Mapping[str, float]]) -> None:
        """Take the weights of features by their names, and of words by the parts they stand with; others count 0."""
        self._features = features
        self._crossed = crossed

    def weigh(self, features: Mapping[str, float]) -> float:
        """Return the sum of features by their weights."""
        return sum(self._features.get(name, 0.0) * value for name, value in features.items())

    def match(self, cues: Iterable[str], parts: Iterable[str]) -> float:
        """Return how well the words of a question go with the parts of a shape."""
        total = 0.0
        cues = tuple(cues)
        for part in parts:
            total += self._features.get(part, 0.0)
            held = self._crossed.get(part)
            if held:
                total += sum(held[cue] for cue in cues if cue in held)
        return total

    @classmethod
    def read(cls, text: str) -> Ranker:
        """Read weights that were written as JSON."""
        held = json.loads(text)
        return cls(held["features"], held["crossed"])


@lru_cache(maxsize=1)
def shipped() -> Ranker:
    """Return the ranker with the weights of the package."""
    return Ranker.read(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
