"""How far a reading is to be trusted: whether its sentence speaks of what was asked, of the relation above all.

A span can have the right form and stand beside the right name in a sentence that never speaks of what was asked: a
number in a text on an astronaut is not his salary. What is weighed here is therefore not the span but the sentence
around it: how much of the question's names and of the rest of the question it says, word for word and in meaning.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from retrievers.embedding.base import Embedder, Vectors
from retrievers.reading.cues import cues_for
from retrievers.reading.model import Span
from retrievers.reading.query import Query, names_a_class
from retrievers.reading.tokens import stem


@dataclass(frozen=True, slots=True)
class Standing:
    """How a span stands among the others of its reading."""

    share: float
    """Of the softmax over all spans, with those that read the same, in (0, 1]."""
    rival: float
    """Share of the best span that reads otherwise, in [0, 1)."""


class Meaning:
    """Compares texts by a sentence encoder; vectors are kept, and any thread may ask for them."""

    def __init__(self, embedder: Embedder) -> None:
        """Encode with `embedder`."""
        self._embedder = embedder
        self._kept: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text."""
        known = {text: self._kept.get(text) for text in texts}
        missing = [text for text, vector in known.items() if vector is None]
        if missing:
            fresh = dict(zip(missing, self._embedder.encode(missing), strict=True))
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            self._kept.update(fresh)
            known.update(fresh)
        return np.stack([vector for text in texts if (vector := known[text]) is not None])


_MOST_KEPT = 10_000
"""Vectors that are kept: 15 MB."""


def standings(ranked: Sequence[tuple[Span, float]]) -> list[tuple[Span, Standing]]:
    """Return spans, given best first with their shares, with how they stand: the best beside the second."""
    best = ranked[0][1] if ranked else 0.0
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return [(span, Standing(share, best if n else second)) for n, (span, share) in enumerate(ranked)]


def describe(query: Query, title: str, span: Span, standing: Standing, meaning: Meaning | None) -> dict[str, float]:
    """Return what speaks for and against a span as the answer: named features with values near the unit interval."""
    scene, share = span.scene, max(standing.share, _LEAST)
    said = set(scene.stems) | {stem(word) for word in title.replace("(", " ").replace(")", " ").split()}
    asked = {key for word in query.asked if not names_a_class(key := stem(word))}
    unsaid = bool(asked) and not said & (asked | query.cues)
    held = {
        "share": math.log(share),
        "margin": math.log(share / max(standing.rival, _LEAST)) / 5,
        "logit": span.score / 10,
        "own": scene.own,
        "with_title": scene.with_title,
        "names": _part(query.names, scene.weights, said),
        "asked": _part(asked, scene.weights, set(scene.stems)),
        "nothing_asked": float(not asked),
        "about_other": float(scene.title_fit == "other"),
        "clash": span.found.get("known=clash", 0.0),
        f"kind={query.kind}": 1.0,
        f"unsaid|{query.kind}": float(unsaid),
        "head_unsaid": float(query.head in asked and not said & ({query.head} | cues_for([query.head]))),
    }
    if "chance" in span.found:
        held["chance"], held["relevance"] = span.found["chance"] / 5, span.found["relevance"] / 5
    if meaning is not None:
        sentence = scene.text[scene.sentence.start : scene.sentence.end]
        there = f"{title}: {sentence}" if title else sentence
        question, words, found = meaning([query.text, " ".join(query.asked) or query.text, there])
        held["alike"], held["asked_alike"] = float(question @ found), float(words @ found)
    return held


_LEAST = 1e-6


def _part(words: Collection[str], weights: Mapping[str, float], said: set[str]) -> float:
    """Return the share of words that are said, by weight; 1 if there are none."""
    total = sum(weights.get(word, _UNWEIGHED) for word in words)
    return sum(weights.get(word, _UNWEIGHED) for word in words if word in said) / total if total else 1.0


_UNWEIGHED = 0.1
"""Weight of a head noun, which is none of the words that sentences are ranked by."""


MEANT = frozenset({"alike", "asked_alike"})
"""Features that need an encoder."""


def probability(features: Mapping[str, float]) -> float:
    """Return the chance, in [0, 1], that a reading is right, by what an encoder says of it too if one was asked."""
    table = _tables()[_table(features)]
    z = table["1"] + sum(table.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def _table(features: Mapping[str, float]) -> str:
    if "chance" in features:
        return "with_network"
    return "with_meaning" if features.keys() >= MEANT else "words_only"


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, float]]:
    text = files("retrievers.reading").joinpath("trust.json").read_text("utf-8")
    return {name: table for name, table in json.loads(text).items() if name != "about"}
