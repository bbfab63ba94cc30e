"""Text from documents, tables and users is data: it can neither close its fence nor speak in a model's markup.

Every replacement keeps the length, so an offset in the neutralised text is the same offset in the original.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(
    r"<[|｜]|[|｜]>"  # <|im_start|>, <|channel|>, <｜User｜>
    r"|</?[A-Za-z_][\w:.-]*\s*/?>"  # <think>, </s>, <start_of_turn>, </evidence>
    r"|</?(?:question|clarification|assumption|step|evidence|knowledge_base|holdings|tables|draft|critique|request|feedback|attempt|example|paths|passage|graph|known)\b"
    r"|<</?SYS>>"
    r"|\[/?g?[A-Z][A-Z_]{2,}\]"  # [INST], [TOOL_CALLS], [gMASK]
    r"|\[E\d+\]"  # a forged citation
)
_FORGED = re.compile(r"［(E\d+)］")
_LOOKALIKE = str.maketrans("<>|｜[]", "‹›¦¦［］")


def neutralise(text: str) -> str:
    """Replace the brackets of control tokens, tags and citation labels by lookalikes, one character for one."""
    return _MARKUP.sub(lambda found: found[0].translate(_LOOKALIKE), text)


def cited(text: str) -> str:
    """Neutralise prose that the model wrote about its sources; its citation labels stay."""
    return _FORGED.sub(r"[\1]", neutralise(text))


def line(text: str, limit: int = 160) -> str:
    """Neutralise and make one line of at most `limit` characters, fit for a tag's attribute in double quotes."""
    joined = " ".join(neutralise(text).split()).replace('"', "'")
    return joined if len(joined) <= limit else f"{joined[: limit - 1]}…"


def excerpt(text: str, limit: int = 2400) -> str:
    """Return the first `limit` characters of `text`, neutralised; what is left out is said."""
    if len(text) <= limit:
        return neutralise(text)
    return f"{neutralise(text[:limit])}\n(cut here: {len(text) - limit} more characters)"
