"""Ways of asking, put into those that the patterns read: `was born last` is `has the latest birth date`."""

from __future__ import annotations

import re

_FIRST = frozenset(["first", "earliest"])
_ORDER = "first|last|earliest|latest|most recently"
_DONE = r"(?:\w+ed|born|built|begun|made|held|written|sung|sent|won|set up)"
_CAME = rf"(?P<aux>(?:was|were|is|are|has been)\s+)?(?P<deed>{_DONE})\s+(?P<order>{_ORDER})(?=\s*[?.,]|\s*$)"
_COMES = re.compile(rf"\b{_CAME}", re.IGNORECASE)
_EARLIEST_DONE = re.compile(
    rf"\b(?P<order>first|last|earliest|latest)[- ](?P<deed>{_DONE})\s+(?:person|one|of all)\s+"
    r"(?:among|of|in)\s+(?:the|our|all)?\s*(?:the\s+)?(?P<rows>\w+)",
    re.IGNORECASE,
)
_AMONG = re.compile(
    r"^(?:of|among|out of)\s+(?:all\s+)?(?:the\s+|our\s+)?(?P<rows>[^,?]+?),\s*(?:which|who|what)"
    r"(?:\s+(?:one|ones|of (?:them|these|those)))?\s+(?=[a-z])",
    re.IGNORECASE,
)
_SPELT = re.compile(
    r"\b(?P<what>letters?|words?|substring|prefix|suffix|characters?|string|phrase)\s+[’‘']?"
    r"(?P<text>(?!(?:of|in|on|that|which|is|are|the|a|an|and|or|at|for|from|to|with|by|as|inside|within)\b)\w+)\b[’‘']?"
    r"(?=\s*(?:[.?,]|$|\bin\b|\bas\b|\binside\b|\bwithin\b|\band\b|\bor\b))",
    re.IGNORECASE,
)
_DAY = re.compile(r"^(?:on|at)\s+(?:what|which)\s+(?:exact\s+)?(?:day|date)\b", re.IGNORECASE)
_NOUNS = {"born": "birth"}


def plainer(question: str) -> str:
    """Put a question into plainer words.

    >>> plainer("Of the bridges that are open, which one was built last?")
    'Which bridges that are open has the latest built date?'
    """
    question = _SPELT.sub(lambda m: f'{m["what"]} "{m["text"]}"', question)
    question = _DAY.sub("When", question)
    question = _AMONG.sub(lambda m: f"Which {m['rows']} ", question)
    question = _EARLIEST_DONE.sub(lambda m: f"{m['rows']} with {_dated(m)}", question)
    return _COMES.sub(lambda m: f"has {_dated(m)}", question)


def _dated(match: re.Match[str]) -> str:
    deed = match["deed"].lower()
    return f"the {'earliest' if match['order'].lower() in _FIRST else 'latest'} {_NOUNS.get(deed, deed)} date"
