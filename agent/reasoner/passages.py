"""The passage that a piece of evidence is."""

from __future__ import annotations

from retrievers.schema import Passage
from tools.schema import Evidence


def passage_of(item: Evidence) -> Passage:
    """Return evidence of a passage as the span of a document that it is."""
    return Passage(
        id=str(item.data.get("passage", item.id)),
        document=item.source,
        title=item.title,
        text=item.text,
        start=item.start,
        end=item.start + len(item.text),
        place=str(item.data.get("place", "")),
    )
