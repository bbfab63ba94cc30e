"""From files of any kind to a knowledge base."""

from retrievers.ingest.build import build, update
from retrievers.ingest.changes import Change, Changes
from retrievers.ingest.report import BuildReport, Listener, Progress, Skipped

__all__ = ["BuildReport", "Change", "Changes", "Listener", "Progress", "Skipped", "build", "update"]
