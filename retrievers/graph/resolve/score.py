"""How likely two things are one: a logistic regression over their names and what is said of them.

The weights were fitted on a public graph of films whose names were made noisy (`evals.bench.resolution --fit`), but for
three that it has no example of: those of aliases, of values that differ and of classes were set by hand, with caution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log1p

from retrievers.graph.resolve.evidence import Evidence
from retrievers.graph.resolve.forms import Likeness, form_of
from retrievers.graph.resolve.pairs import Alike

FEATURES = (
    *(likeness.name.lower() for likeness in Likeness),
    "aliased",
    "one word",
    "letters",
    "known words",
    "rivals",
    "shared",
    "strangers",
    "agreeing",
    "differing",
    "classes",
    "cosine",
    "no cosine",
)
"""The names of what is weighed, in the order of `features`."""

BIAS = 2.398
WEIGHTS: Mapping[str, float] = {
    "same": 1.567,
    "form": 0.466,
    "order": 1.023,
    "middle_initial": 0.463,
    "middle": -0.850,
    "initial": -1.313,
    "slip": -0.593,
    "slips": -0.762,
    "aliased": -1.0,
    "one word": -1.434,
    "letters": -0.468,
    "known words": -1.047,
    "rivals": -3.042,
    "shared": 2.158,
    "strangers": -2.415,
    "agreeing": 1.908,
    "differing": -3.0,
    "classes": 0.4,
    "cosine": 2.285,
    "no cosine": 0.761,
}


def features(
    pair: Alike, evidence: Evidence, *, words: Mapping[str, int], rivals: int, cosine: float | None
) -> tuple[float, ...]:
    """Return what speaks for and against a pair, in the order of `FEATURES`.

    Args:
        pair: The things and how their names are alike.
        evidence: What is said of them.
        words: In how many names each word stands.
        rivals: Other things whose names are as like to one of the two, and that cannot be both.
        cosine: Of the meanings of what is said of them, in [-1, 1]; None if it was not computed.
    """
    one, other = (form_of(name) for name in pair.names)
    odd = set(one.words) ^ set(other.words)
    slip = pair.likeness in (Likeness.SLIP, Likeness.SLIPS)
    known = min((words.get(word, 0) for word in odd), default=0) if slip else 0
    return (
        *(float(pair.likeness is likeness) for likeness in Likeness),
        float(pair.aliased),
        float(len(one.words) == 1),
        min(len(one.joined), 24) / 24 if slip else 0.0,
        log1p(max(known - 1, 0)),
        log1p(rivals),
        log1p(evidence.shared),
        float(evidence.strangers),
        min(len(evidence.agreeing), 3) / 3,
        min(len(evidence.differing), 3) / 3,
        float(bool(evidence.alike_classes)),
        cosine or 0.0,
        float(cosine is None),
    )


def score(found: Sequence[float]) -> float:
    """Return the estimated probability, in (0, 1), that a pair with these features is one thing."""
    total = BIAS + sum(WEIGHTS[name] * value for name, value in zip(FEATURES, found, strict=True))
    return 1 / (1 + exp(-max(min(total, 50.0), -50.0)))
