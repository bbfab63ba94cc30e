"""Words that only say where to look: `in our list`, `given in the table of bodies`, `for which we have a crew list`."""

from __future__ import annotations

import re

_DATA = r"(?:data(?:set|base)?|tables?|lists?|graph|records?|catalogu?e)"
_OF = r"(?: of [a-z]+(?: [a-z]+)?(?=[?,.]|$))?"
_HOLDERS = re.compile(
    rf",?\s+(?:(?:that (?:is|are) )?(?:given|listed|shown|recorded|named|included)\s+)?(?:in|of|from|on|by|among)"
    rf"\s+(?:the|our|this|these|your)\s+{_DATA}{_OF}\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    rf",?\s+(?:for|of|about) (?:which|whom) (?:we|the {_DATA}) (?:have|has|keep|hold)s?\s+"
    r"(?:an?\s+)?[a-z ]+?(?=[?,.]|$)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\b(the|our|all|only|of) (?:listed|recorded|tabulated) (?=[a-z])", re.IGNORECASE)


def without_sources(question: str) -> str:
    """Drop the words of a question that name the data itself.

    >>> without_sources("Which launch site has sent off the most missions in our list?")
    'Which launch site has sent off the most missions?'
    """
    for pattern, kept in ((_HOLDERS, ""), (_HELD, ""), (_LISTED, r"\1 ")):
        shorter = pattern.sub(kept, question)
        question = shorter if len(shorter.split()) > _LEAST else question
    return question


_LEAST = 3
"""Words that a question keeps at least."""
