"""Answer measures: exact match and token F1, as SQuAD and HotpotQA compute them.

The normalisation is that of the SQuAD v1.1 script (Rajpurkar et al., 2016): lower case, no ASCII punctuation,
no English articles, white space collapsed. HotpotQA's script (Yang et al., 2018) adds that a yes, a no or a
"noanswer" on either side earns F1 only by equality.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
_CLOSED = frozenset({"yes", "no", "noanswer"})


def normalise(text: str) -> str:
    """Return the form in which answers are compared.

    >>> normalise("The  Eiffel-Tower, in Paris.")
    'eiffeltower in paris'
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, gold: str) -> float:
    """Return 1 if both are the same once normalised, else 0."""
    return float(normalise(prediction) == normalise(gold))


def f1(prediction: str, gold: str) -> float:
    """Return the harmonic mean of token precision and recall, in [0, 1]."""
    predicted, wanted = normalise(prediction), normalise(gold)
    if predicted in _CLOSED or wanted in _CLOSED:
        return float(predicted == wanted)
    found, true = predicted.split(), wanted.split()
    if not found or not true:
        return float(found == true)
    shared = (Counter(found) & Counter(true)).total()
    return 2 * shared / (len(found) + len(true))


def answer_scores(prediction: str, answers: Iterable[str]) -> dict[str, float]:
    """Return `em` and `f1`, each the best over gold and aliases; nothing predicted or nothing to predict earns 0."""
    golds = list(answers)
    if not prediction.strip() or not golds:
        return {"em": 0.0, "f1": 0.0}
    return {
        "em": max(exact_match(prediction, gold) for gold in golds),
        "f1": max(f1(prediction, gold) for gold in golds),
    }
