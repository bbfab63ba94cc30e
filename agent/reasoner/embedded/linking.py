"""Which spans of a question name something that the knowledge base knows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from retrievers.reading import words
from retrievers.reading.tagger import Tag, tag
from retrievers.reading.tokens import tokenize

Span = tuple[int, int]

_CLOSED = (
    words.DETERMINERS | words.PREPOSITIONS | words.PRONOUNS | words.WH_WORDS | words.AUXILIARIES | words.CONJUNCTIONS
)
_PLAIN = _CLOSED | words.ADVERBS | words.ADJECTIVES | words.VERBS | words.NUMBERS | words.PAST_FORMS


class Finder(Protocol):
    """Finds names in a text."""

    def __call__(self, text: str) -> Iterable[Span]:
        """Return the spans of names, in any order."""
        ...


def name_spans(question: str, finders: Iterable[Finder]) -> list[Span]:
    """Return the spans that `finders` know and that the question uses as names.

    A title can be an ordinary word (`Film`, `The Capital`). Such a span counts only if the question writes it with a
    capital, or writes everything in lower case and the span is no ordinary phrase.
    """
    shouted = question == question.upper()
    plain = shouted or question[1:] == question[1:].lower()
    spans = {span for finder in finders for span in finder(question)}
    return sorted(s for s in spans if _is_name(question[s[0] : s[1]], s[0] == 0, all_lower=plain))


def _is_name(text: str, opens: bool, *, all_lower: bool) -> bool:
    found = re.findall(r"\w+", text)
    lowers = [word.lower() for word in found]
    if not found or all(word in _CLOSED for word in lowers):
        return False
    if any(c.isdigit() for c in text) and any(c.isalpha() for c in text):
        return True
    if all_lower:
        return any(word not in _PLAIN for word in lowers) and _is_no_common_noun(text)
    capitals = [word for word in found if word[0].isupper()]
    if opens and len(found) == 1:
        return lowers[0] not in _PLAIN
    return bool(capitals) and not (
        opens and capitals == found[:1] and lowers[0] in _PLAIN and len(found) > 1 and found[1].islower()
    )


def _is_no_common_noun(text: str) -> bool:
    """Whether lower-case words are more likely a name: several of them, not a noun with its adjectives."""
    tags = tag(tokenize(text))
    return len(tags) > 1 or tags[0] is Tag.NAME
