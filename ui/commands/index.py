"""`quaestor index`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.commands.options import KbFolderOption

if TYPE_CHECKING:
    from retrievers.ingest import BuildReport, Change


def index(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH...]", help="Files and folders to read.", show_default=False)
    ] = None,
    kb: KbFolderOption = None,
    sync: Annotated[
        bool,
        typer.Option(
            "--sync", help="Hold exactly these paths; without paths, drop what was indexed and is not there any more."
        ),
    ] = False,
    passage_size: Annotated[
        int | None,
        typer.Option(help="Most wordpieces of a passage, 40 to 2000.", show_default="as before, at first 220"),
    ] = None,
    overlap: Annotated[
        int | None,
        typer.Option(help="Wordpieces that a passage shares with the one before it.", show_default="as before"),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            help="Language of the texts, such as de or german; more than one may be named, the likeliest first. With "
            "auto each text's is told.",
            show_default="as before, at first auto",
        ),
    ] = None,
    facts: Annotated[
        bool | None,
        typer.Option(
            "--facts/--no-facts",
            help="Read what plain documents state into the graph, with patterns and without a model.",
            show_default="as before, at first not",
        ),
    ] = None,
    table_facts: Annotated[
        Literal["none", "links", "all"] | None,
        typer.Option(
            help="What of tables goes into the graph: rows as entities with the links between them, with all their "
            "values as well, or none.",
            show_default="as before, at first links",
        ),
    ] = None,
    table_text: Annotated[
        Literal["none", "rows"] | None,
        typer.Option(
            help="Whether the rows of tables are searched like documents, beside being asked in SQL.",
            show_default="as before, at first none",
        ),
    ] = None,
    device: Annotated[
        Literal["auto", "cpu", "gpu"] | None,
        typer.Option(help="Where the parts of a large vector index are learnt.", show_default="that of the settings"),
    ] = None,
) -> None:
    """Build a knowledge base, add files and folders to it, or bring it up to date: only what changed is read again.

    Reads documents (.md .txt .html .pdf .docx .pptx .epub .eml .ipynb, source code), tables (.csv .xlsx .parquet .json
    .sqlite .duckdb), graphs (.ttl .nt, tables of three columns) and corpora (.jsonl). A PATH may be a pattern in
    quotes, such as 'reports/**/*.pdf'; what a folder's .quaestorignore names is passed over. A file that cannot be
    read is named and skipped.
    """
    from agent.settings import Settings
    from retrievers.errors import UserError
    from retrievers.ingest import update
    from ui.commands.consoles import err, out
    from ui.render.progress import Bars

    settings = Settings.load(kb=kb, device=device)
    folder = settings.kb
    if folder is None:
        raise UserError("Say which folder the knowledge base goes to: add --kb DIR.")
    given = {name: value for name, value in (("size", passage_size), ("overlap", overlap)) if value is not None}
    with Bars(err()) as bars:
        report = update(
            paths or [],
            folder,
            sync=sync,
            progress=bars.indexing,
            splitting=given,
            languages=language or None,
            facts=facts,
            table_facts=table_facts,
            table_text=table_text,
            device=settings.device,
        )
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
    left_out = [f"  {clean(str(item.path))}: {clean(item.reason)}" for item in report.skipped]
    skipped = ["Left out:", *left_out] if left_out else []
    dropped = [f"Dropped {clean(str(path))}: it is not there any more." for path in report.dropped]
    if report.unchanged:
        return [*skipped, *dropped, f"Nothing has changed: {folder} holds {holds}."]
    changes = report.changes
    parts = [
        _told("documents", changes.documents),
        _told("tables", changes.tables),
        _told("triples", changes.triples),
        f"{count(report.embedded, 'passage')} embedded",
        f"{report.copies:,} of them repeat another" if report.copies else "",
    ]
    done = f"Built in {duration(report.seconds)}: {folder} holds {holds}."
    return [*skipped, *dropped, f"{'; '.join(filter(None, parts)).capitalize()}.", done]


def _told(noun: str, change: Change) -> str:
    """Say what happened to things of a kind; nothing where there were none and are none."""
    numbers = {
        "added": change.added,
        "changed": change.changed,
        "removed": change.removed,
        "kept": change.kept,
    }
    told = ", ".join(f"{number:,} {what}" for what, number in numbers.items() if number)
    return f"{noun}: {told}" if told else ""
