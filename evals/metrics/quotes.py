"""Whether a quote says what its source says."""

from __future__ import annotations

from collections.abc import Callable

from agent.schema import Citation
from evals.schema import QuoteRow

TextOf = Callable[[str], str | None]
"""The text of a source by its id; None if there is no such source."""


def check_quote(citation: Citation, text_of: TextOf) -> QuoteRow:
    """Compare a citation with its source, read apart from the run: verbatim is same words, same offsets."""
    text = text_of(citation.source)
    return QuoteRow(
        quote=citation.quote,
        source=citation.source,
        start=citation.start,
        end=citation.end,
        verbatim=text is not None and text[citation.start : citation.end] == citation.quote,
    )
