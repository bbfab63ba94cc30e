"""Whether the graph's answer to a question is to be trusted where texts may say more than the graph.

A graph that was read from texts, or that a team keeps beside them, holds a part of what they say. The nearest path in
it is then no answer yet: of what it lacks, it has something near.
"""

from __future__ import annotations

from retrievers.graph.ask.answers import PathAnswer
from retrievers.graph.walk.chains import Chain, missed
from retrievers.graph.walk.fit import head_noun
from retrievers.reading.wordlist import word_set

_SAID = 0.7
"""Least strength with which each telling word must be answered to."""
_TELLING = 0.5
"""Weight from which on a word tells what is asked."""
_HOP = 0.1
"""What a hop costs that words ask for."""
_ODD = 0.25
"""Most that a chain may cost beyond its hops: for hops that nothing asks for, or names that differ."""
_PARTIAL = 0.2
"""What an answer counts that leaves something open."""
_PEOPLE = word_set("people children men women sons daughters")


def trust(question: str, answer: PathAnswer) -> float:
    """Return the factor of an answer's confidence beside texts: 1 where it leaves nothing of the question open."""
    first = answer.through or answer
    if not (first.chains and answer.chains):  # all things of a kind, or what is near: texts may have others
        return _PARTIAL
    words = max((chain.said for chain in answer.chains), key=lambda said: -missed(said))
    left = any(strength < _SAID and word.weight >= _TELLING for word, strength in words.items())
    odd = any(_odd(chain) > _ODD for chain in answer.chains)
    several = answer.count is None and len(answer.nodes) > 1 and _asks_for_one(question)
    return _PARTIAL if left or odd or several else 1.0


def _odd(chain: Chain) -> float:
    return chain.cost - _HOP * len(chain.steps)


def _asks_for_one(question: str) -> bool:
    """Whether a question asks for a place or time, or by a noun in the singular: `who is the father of A`."""
    if question.lower().startswith(("where ", "when ")):
        return True
    noun, _ = head_noun(question)
    plural = noun in _PEOPLE or (noun.endswith("s") and not noun.endswith(("ss", "us", "is")))
    return bool(noun) and not plural
