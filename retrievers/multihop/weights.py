"""What counts how much when names are followed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What counts how much. All features are in [0, 1], or nearly.

    A passage's own score says how well it fits the question: `dense`, `lexical`, `mention`, `title`. One that is
    reached from another is worth `parent` of the other's score, how well it fits what is *still asked*, and the way it
    was reached by (`link`, `back`, `shared`), less `step`, without which the neighbours of a good passage would crowd
    out other good ones. `meaning` is the cosine with the question without the name that the path began with, `words`
    the BM25 of the question's words that no passage on the path has.

    Set by coordinate search for recall on training questions of 2WikiMultihopQA, HotpotQA and MuSiQue together
    with single-passage questions of SQuAD, Natural Questions and Quoref. They lie on a plateau: changing any one by a
    fifth moves the mean recall@5 over these sets by less than half a point. `link` was then raised from 0.45 on the
    multi-hop sets alone, with the passages' titles and without.
    """

    dense: float = 1.0
    lexical: float = 0.5
    mention: float = 0.65
    title: float = 0.15
    parent: float = 0.5
    meaning: float = 0.6
    words: float = 1.0
    link: float = 0.55
    back: float = 0.3
    shared: float = 0.15
    step: float = 0.2
