"""Measures of sets of answers, as questions over knowledge graphs have them.

Names are compared without regard to case, accents, punctuation and underscores.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retrievers.graph.store.names import normalise


def set_scores(predicted: Sequence[str], answers: Iterable[str]) -> dict[str, float]:
    """Return `hits@1` (the first answer is right), `f1` over the two sets and `exact_set` (they are equal), in [0, 1].

    Where there is nothing to predict, predicting nothing earns 1.
    """
    found, gold = [normalise(name) for name in predicted], {normalise(name) for name in answers}
    right = len(gold & set(found))
    if not gold or not found:
        same = float(not gold and not found)
        return {"hits@1": same, "f1": same, "exact_set": same}
    return {
        "hits@1": float(found[0] in gold),
        "f1": 2 * right / (len(set(found)) + len(gold)),
        "exact_set": float(set(found) == gold),
    }
