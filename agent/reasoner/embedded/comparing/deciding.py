"""The code that decides a comparison from what its sides replied."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from agent.reasoner.embedded.comparing.measure import Measure

_FIRST = re.compile(r"\bfirst\(#(\w+)\)")


def code_of(measure: Measure, operands: Sequence[str], replies: Sequence[tuple[str, ...]]) -> str:
    """Write the code; names go in as string literals, values as placeholders.

    `replies` holds the placeholders of each side's replies, one for each question asked of it.
    """
    labels = [f"first({o})" if o.startswith("#") else json.dumps(o, ensure_ascii=False) for o in operands]
    values = [_value(measure, reply) for reply in replies]
    if measure.way in {"same", "all"}:
        return _yes_or_no(measure, values, [_holds(measure, reply) for reply in replies])
    if measure.way == "shared":
        return _shared(measure, values, replies)
    if measure.way == "sum":
        return " + ".join(values)
    if measure.way == "difference":
        return _difference(measure, values, replies)
    if measure.way == "holds":
        sides = [_negated(measure, _holds(measure, reply)) for reply in replies]
        return f"chosen([{', '.join(f'({s}, {label})' for s, label in zip(sides, labels, strict=True))}])"
    if not measure.picks:
        return f'"yes" if {_first_is_it(measure, values, replies)} else "no"'
    pairs = ", ".join(f"({v}, {label})" for v, label in zip(values, labels, strict=True))
    return f"{'lowest' if measure.way == 'min' else 'highest'}([{pairs}])"


def with_all_of(code: str, lists: Collection[str]) -> str:
    """Let code take all values of the steps of some ids, where it took the first: `first(#E2)` becomes `#E2`."""
    return _FIRST.sub(lambda found: f"#{found[1]}" if found[1] in lists else found[0], code)


def _yes_or_no(measure: Measure, values: Sequence[str], held: Sequence[str]) -> str:
    if measure.way == "same":
        test = " and ".join(f"same({one}, {two})" for one, two in pairwise(values))
        yes, no = ("no", "yes") if measure.negated else ("yes", "no")
        return f'"{yes}" if {test} else "{no}"'
    return f'"yes" if {" and ".join(_negated(measure, test) for test in held)} else "no"'


def _shared(measure: Measure, values: Sequence[str], replies: Sequence[tuple[str, ...]]) -> str:
    if measure.as_said and len(replies) == 2:
        said = ", ".join(reply[0] for reply in replies)
        return f"common({said}) or shared({', '.join(values)})"
    return f"shared({', '.join(values)})"


def _difference(measure: Measure, values: Sequence[str], replies: Sequence[tuple[str, ...]]) -> str:
    if measure.reads == "date":
        one, two = (replies[1][0], replies[0][0]) if measure.negated else (replies[0][0], replies[1][0])
        return f"years({one}, {two})"
    return f"{values[1]} - {values[0]}" if measure.negated else f"{values[0]} - {values[1]}"


def _first_is_it(measure: Measure, values: Sequence[str], replies: Sequence[tuple[str, ...]]) -> str:
    """Write the test whether the first side has the least or greatest value of two."""
    if measure.reads == "date" and len(replies[0]) == 1:
        ordered = replies if measure.way == "min" else replies[::-1]
        return f"earlier({ordered[0][0]}, {ordered[1][0]})"
    return f"{values[0]} {'<' if measure.way == 'min' else '>'} {values[1]}"


def _holds(measure: Measure, reply: tuple[str, ...]) -> str:
    """Write the test whether what is asked holds of a side."""
    return " and ".join(asked.test.replace("{}", name) for asked, name in zip(measure.asked, reply, strict=True))


def _negated(measure: Measure, test: str) -> str:
    return f"not ({test})" if measure.negated else test


def _value(measure: Measure, reply: tuple[str, ...]) -> str:
    if measure.reads == "date" and len(reply) == 2:
        return f"years({reply[0]}, {reply[1]})"
    return f"{measure.reads}({reply[0]})"
