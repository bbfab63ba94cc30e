"""Finding the words that a model says it copied, at their exact place in the source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from agent.prompts.fence import neutralise
from tools.schema import Evidence, Quote

_SAME = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "′": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00ad": "", "\u200b": "", "\ufeff": "",
    "‹": "<", "›": ">", "¦": "|", "［": "[", "］": "]",
})  # fmt: skip
"""Characters that models write for one another, and the lookalikes of `agent.prompts.fence`."""
_GAP = re.compile(r"\s*(?:\[?…\]?|\[?\.\.\.\]?)\s*")
_UNSPACED = "\u0e00"
"""From here on, Thai, Chinese, Japanese and others, words stand without spaces between them."""
_SHORTEST_PART = 12
"""A part of a shortened quote must have so many characters to count as a quote of its own."""


def locate(evidence: Evidence, words: str) -> tuple[Quote, ...]:
    """Return where `words` stand in the evidence; nothing if they do not.

    Tried in order: verbatim; verbatim in the text as a prompt shows it; without regard to case, white space and the
    style of quotation marks and dashes; without any white space. Words shortened with an ellipsis give a quote for each
    part. Offsets always count in `evidence.text`, and the quote is what stands there.
    """
    words = words.strip().strip('"“”').strip()
    found = find_words(evidence.text, words)
    if found:
        return (Quote.cut(evidence, *found),)
    parts = [part for part in _GAP.split(words) if len(part) >= _SHORTEST_PART]
    spans = [find_words(evidence.text, part) for part in parts]
    if len(parts) < 2 or None in spans:
        return ()
    return tuple(Quote.cut(evidence, *span) for span in spans if span)


def find_words(text: str, words: str, *, whole: bool = False) -> tuple[int, int] | None:
    """Return the span of the first occurrence of `words`: verbatim, else as a prompt shows it, else in plainest form.

    The plainest form knows no case and no style of marks, at last no white space either: texts taken out of layouts
    have some where none belongs, and models mend that.

    With `whole`, they may not begin or end inside a word: `Ann` is not found in `Annual`.
    """
    if not words:
        return None
    for form in (text, neutralise(text)):
        for start in _occurrences(form, words):
            if not whole or _stands_alone(form, start, start + len(words)):
                return start, start + len(words)
    for fold in (_fold, _dense):
        folded, places = fold(text)
        wanted, _ = fold(words)
        for start in _occurrences(folded, wanted) if wanted.strip() else ():
            first, last = places[start], places[start + len(wanted) - 1] + 1
            if not whole or _stands_alone(text, first, last):
                return first, last
    return None


def _occurrences(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no word runs over an edge of a span; scripts without spaces between words have no such edge."""
    edges = (text[max(0, start - 1) : start + 1], text[end - 1 : end + 1])
    return not any(len(edge) == 2 and all(c.isalnum() and c < _UNSPACED for c in edge) for edge in edges)


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


def _dense(text: str) -> tuple[str, list[int]]:
    """Return the plainest form without its spaces, and the places of its characters."""
    plain, places = _fold(text)
    kept = [(character, place) for character, place in zip(plain, places, strict=True) if character != " "]
    return "".join(character for character, _ in kept), [place for _, place in kept]
