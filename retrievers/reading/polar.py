"""Yes or no, by whether a sentence says what the question asks."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrievers.reading.model import scenes
from retrievers.reading.query import Query
from retrievers.reading.sources import Opinion, Source

_NEGATION = re.compile(
    r"\b(?:not|never|no|neither|nor|without|cannot|n't|unable|fail(?:ed|s)?)\b|n['’]t\b", re.IGNORECASE
)
NETWORK = 0.8
"""Share of a network's opinion in a verdict: it tells right from wrong far better than words that agree do, as the
model's card has it."""
_AFFIRMED = 0.55
"""Share of the question's weight from which a sentence is taken to speak about it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`yes` or `no`, and the sentence that decides."""

    text: str
    source: int
    start: int
    end: int
    score: float


def decide(query: Query, question: str, sources: Sequence[Source], opinions: Sequence[Opinion] = ()) -> list[Verdict]:
    """Return the verdict of each of the best sentences, the surest first; a network's opinions count `NETWORK`.

    A sentence that holds what is asked says yes, unless it denies what the question does not. One that does not hold
    it says no, weakly: the text may say it elsewhere. Scores are low on purpose; they stay below 0.7.
    """
    asked_negative = bool(_NEGATION.search(question))
    verdicts = []
    for scene in scenes(query, sources, limit=4):
        sentence = scene.text[scene.sentence.start : scene.sentence.end]
        denies = bool(_NEGATION.search(sentence)) != asked_negative
        held = scene.with_title
        says = "no" if denies or held < _AFFIRMED else "yes"
        score = 0.35 + 0.35 * held if held >= _AFFIRMED else 0.45 - 0.3 * held
        score *= 0.8 if denies else 1.0
        if opinions:
            says, score = _together(says, score, opinions[scene.rank])
        verdicts.append(Verdict(says, scene.rank, scene.sentence.start, scene.sentence.end, score))
    verdicts.sort(key=lambda v: -v.score)
    return verdicts


def _together(says: str, score: float, opinion: Opinion) -> tuple[str, float]:
    """Return what the words of a sentence and a network say together; the less its passage belongs, the less surely."""
    yes = NETWORK * opinion.affirms + (1 - NETWORK) * (score if says == "yes" else 1 - score)
    belongs = math.exp(opinion.relevance / 2)
    return ("yes", yes * belongs) if yes >= _EVEN else ("no", (1 - yes) * belongs)


_EVEN = 0.5
