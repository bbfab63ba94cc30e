"""From files of any kind to a knowledge base."""

from retrievers.ingest.build import build
from retrievers.ingest.report import BuildReport, Listener, Progress, Skipped

__all__ = ["BuildReport", "Listener", "Progress", "Skipped", "build"]
