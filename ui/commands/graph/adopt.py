"""What was read from passages, put into a knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.settings import Settings
    from retrievers.extraction import Extractor


def adopt(folder: Path, settings: Settings, extractor: Extractor) -> None:
    """Build the version that has what was read, beside the current one, switch, and say what changed."""
    from retrievers.ingest import update
    from ui.commands.consoles import err, out
    from ui.render.progress import Bars
    from ui.render.words import count

    with Bars(err()) as bars:
        report = update((), folder, progress=bars.indexing, device=settings.device, extractor=extractor)
    change = report.changes.triples
    moved = ", ".join(f"{n:,} {what}" for n, what in ((change.added, "added"), (change.removed, "removed")) if n)
    holds = f"{folder} holds {count(report.triples, 'triple')}"
    out().print(f"{holds}, {moved}." if moved else f"{holds}, as before.", markup=False)


def folder_of(settings: Settings) -> Path:
    """Return the folder of the knowledge base; `UserError` if none is named, the sample being none to change."""
    from retrievers.errors import UserError

    if settings.kb is None:
        raise UserError("Say which knowledge base: add --kb DIR.")
    return settings.kb
