"""Facts that something else has read from passages, kept beside them and put into the graph."""

from retrievers.extraction.facts import Entity, Extraction, Extractor, Fact
from retrievers.extraction.record import Record

__all__ = ["Entity", "Extraction", "Extractor", "Fact", "Record"]
