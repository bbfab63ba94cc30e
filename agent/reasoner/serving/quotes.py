"""Finding the words that a model says it copied, at their exact place in the source."""

from __future__ import annotations

import re
import unicodedata

from agent.prompts.fence import neutralise
from tools.schema import Evidence, Quote

_SAME = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "′": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00ad": "", "\u200b": "", "\ufeff": "",
    "‹": "<", "›": ">", "¦": "|", "［": "[", "］": "]",
})  # fmt: skip
"""Characters that models write for one another, and the lookalikes of `agent.prompts.fence`."""
_GAP = re.compile(r"\s*(?:\[?…\]?|\[?\.\.\.\]?)\s*")
_SHORTEST_PART = 12
"""A part of a shortened quote must have so many characters to count as a quote of its own."""


def locate(evidence: Evidence, words: str) -> tuple[Quote, ...]:
    """Return where `words` stand in the evidence; nothing if they do not.

    Tried in order: verbatim; verbatim in the text as a prompt shows it; without regard to case, white space and
    the style of quotation marks and dashes. Words shortened with an ellipsis give a quote for each part. Offsets
    always count in `evidence.text`, and the quote is what stands there.
    """
    words = words.strip().strip('"“”').strip()
    found = _find(evidence.text, words)
    if found:
        return (Quote.cut(evidence, *found),)
    parts = [part for part in _GAP.split(words) if len(part) >= _SHORTEST_PART]
    spans = [_find(evidence.text, part) for part in parts]
    if len(parts) < 2 or None in spans:
        return ()
    return tuple(Quote.cut(evidence, *span) for span in spans if span)


def _find(text: str, words: str) -> tuple[int, int] | None:
    """Return the span of the first occurrence of `words`."""
    if not words:
        return None
    for form in (text, neutralise(text)):
        start = form.find(words)
        if start >= 0:
            return start, start + len(words)
    folded, places = _fold(text)
    wanted, _ = _fold(words)
    start = folded.find(wanted) if wanted.strip() else -1
    return (places[start], places[start + len(wanted) - 1] + 1) if start >= 0 else None


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text in its plainest form and, for each character of it, its place in `text`."""
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            folded = " " if plain and plain[-1] != " " else ""
        else:
            folded = unicodedata.normalize("NFKC", character).casefold().translate(_SAME)
        plain.extend(folded)
        places.extend([place] * len(folded))
    while plain and plain[-1] == " ":
        plain.pop()
        places.pop()
    return "".join(plain), places
