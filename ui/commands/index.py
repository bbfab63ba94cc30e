"""`quaestor index`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from retrievers.ingest import BuildReport


def index(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files and folders to read.", show_default=False)
    ],
    kb: Annotated[
        Path | None, typer.Option("--kb", help="Folder of the knowledge base.", show_default="that of the settings")
    ] = None,
) -> None:
    """Build a knowledge base, or bring it up to date: only what changed is read again.

    Reads text (.md .txt .html .pdf .docx), tables (.csv .parquet .json .sqlite .duckdb), graphs (.ttl .nt, tables of
    three columns) and corpora (.jsonl). A file that cannot be read is named and skipped.
    """
    from agent.settings import Settings
    from retrievers.errors import UserError
    from retrievers.ingest import build
    from ui.commands.consoles import err, out
    from ui.render.progress import Bars

    folder = kb or Settings.load().kb
    if folder is None:
        raise UserError("Say which folder the knowledge base goes to: add --kb DIR.")
    with Bars(err()) as bars:
        report = build(paths, folder, progress=bars.indexing)
    console = out()
    for line in _lines(report, folder):
        console.print(line, markup=False)


def _lines(report: BuildReport, folder: Path) -> list[str]:
    from ui.render.words import clean, count, duration

    holds = ", ".join(
        count(number, noun)
        for number, noun in (
            (report.documents, "document"),
            (report.passages, "passage"),
            (report.tables, "table"),
            (report.triples, "triple"),
        )
    )
    done = "Nothing has changed" if report.unchanged else f"Built in {duration(report.seconds)}"
    left_out = [f"  {clean(str(item.path))}: {clean(item.reason)}" for item in report.skipped]
    return [*(["Left out:", *left_out] if left_out else []), f"{done}: {folder} holds {holds}."]
