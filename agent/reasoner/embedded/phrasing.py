"""Questions and their answers as statements."""

from __future__ import annotations

import re

_AUXILIARY = r"did\b|does\b|do\b|is\b|was\b|has\b|have\b"
_FINITE = "(?:ed|s|ew|on|ld|ot|de|ught|ent|ck)"
"""Endings by which a verb in the past or the third person is known."""
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), form)
    for pattern, form in (
        (r"^(?:who|what|which)\s+(is|was|are|were)\s+the\s+(.+)\?$", "The {2} {1} {v}"),
        (r"^(?:in\s+)?(?:which|what)\s+(?:country|nationality)\s+is\s+(.+?)\s+from\?$", "{1} is from {v}"),
        (r"^what\s+nationality\s+(is|was)\s+(.+)\?$", "The nationality of {2} {1} {v}"),
        (r"^when\s+(was|were|is)\s+(.+?)\s+(\w+)\?$", "{2} {1} {3} {on} {v}"),
        (r"^where\s+(was|were|is)\s+(.+?)\s+(\w+)\?$", "{2} {1} {3} in {v}"),
        (r"^when\s+did\s+(.+?)\s+die\?$", "{1} died {on} {v}"),
        (r"^where\s+did\s+(.+?)\s+die\?$", "{1} died in {v}"),
        (r"^in\s+(?:which|what)\s+[\w ]*?\s*(is|was)\s+(.+?)\s+(located|born|buried|held)\?$", "{2} {1} {3} in {v}"),
        (r"^(?:which|what)\s+(\w+)\s+((?:is|was|were)\s+.+)\?$", "The {1} that {2} is {v}"),
        (r"^who\s+((?!is\b|was\b|did\b|does\b|are\b)\w+\s+.+)\?$", "{v} {1}"),
        (rf"^(?:which|what)\s+(\w+)\s+((?!{_AUXILIARY})\w+{_FINITE}\b.*)\?$", "The {1} that {2} is {v}"),
        (r"^what\s+is\s+(.+?)['’]s\s+(.+)\?$", "The {2} of {1} is {v}"),
    )
)  # fmt: skip
_DAY = re.compile(r"\d{1,2}\s+\w+\s+\d{4}|\w+\s+\d{1,2},\s+\d{4}|\d{4}-\d\d-\d\d")


def statement(question: str, value: str) -> str:
    """Say a question with its answer as one sentence without a full stop.

    >>> statement("Who is the director of Jaws?", "Steven Spielberg")
    'The director of Jaws is Steven Spielberg'
    """
    text = re.sub(r"\s+", " ", question).strip()
    for pattern, form in _RULES:
        match = pattern.match(text)
        if match:
            parts = {str(i + 1): group for i, group in enumerate(match.groups())}
            said = _format(form, parts, value)
            return said[:1].upper() + said[1:]
    return f"{text} {value}"


def _format(form: str, parts: dict[str, str], value: str) -> str:
    said = form
    for name, part in parts.items():
        said = said.replace(f"{{{name}}}", part)
    return said.replace("{on}", "on" if _DAY.search(value) else "in").replace("{v}", value)
