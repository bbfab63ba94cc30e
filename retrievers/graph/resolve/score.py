"""How likely two things are one: a logistic regression over their names and what is said of them.

The weights were fitted on a public graph of films whose names were made noisy (`evals.bench.resolution --fit`), but for
four: those of aliases, of values that differ and of classes, of which it has no example, were set by hand, warily;
and that of names which differ in case or accents only was raised, since equal names are one node in any case.
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

BIAS = 1.759
WEIGHTS: Mapping[str, float] = {
    "same": 3.5,
    "form": 0.740,
    "order": 1.478,
    "middle_initial": 0.639,
    "middle": -1.224,
    "initial": -1.388,
    "slip": -0.365,
    "slips": -1.978,
    "aliased": -1.0,
    "one word": -1.796,
    "letters": -0.842,
    "known words": -1.232,
    "rivals": -3.957,
    "shared": 3.308,
    "strangers": -2.276,
    "agreeing": 6.250,
    "differing": -3.0,
    "classes": 0.4,
    "cosine": 3.735,
    "no cosine": 1.250,
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
