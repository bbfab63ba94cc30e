"""`quaestor kb`: what a knowledge base holds, whether it is whole, and how it is kept and moved."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import JsonOption, KbFolderOption

if TYPE_CHECKING:
    from rich.table import Table

    from retrievers.inventory import Inventory

Archive = Annotated[Path, typer.Argument(metavar="FILE", help="The archive, a .zip.", show_default=False)]

kb = typer.Typer(name="kb", help="Look at, check, shrink and move a knowledge base.", no_args_is_help=True)


@kb.command()
def info(folder: KbFolderOption = None, json: JsonOption = False) -> None:
    """Say what it holds, what it was made of, with which embedder, and what it takes on disk."""
    from retrievers.inventory import inventory
    from retrievers.knowledge_base import KnowledgeBase
    from ui.commands.consoles import out

    with KnowledgeBase.open(_folder(folder)) as base:
        found = inventory(base)
    if json:
        typer.echo(json_module.dumps(found.model_dump(), indent=2, ensure_ascii=False))
    else:
        out().print(_table(found))


@kb.command()
def verify(folder: KbFolderOption = None, json: JsonOption = False) -> None:
    """Compare every file with its hash, and the parts with each other; name what is damaged and exit 1."""
    from retrievers.manifest import refresh_command
    from retrievers.verify import verify as faults_of
    from ui.commands.consoles import out
    from ui.render.words import clean

    place = _folder(folder)
    faults = faults_of(place)
    if json:
        shown = {"path": str(place), "whole": not faults, "faults": [fault.model_dump() for fault in faults]}
        typer.echo(json_module.dumps(shown, indent=2, ensure_ascii=False))
    else:
        console = out()
        for fault in faults:
            console.print(f"{fault.file} {clean(fault.what)}", markup=False)
        mend = f"{place} is damaged; restore it from a copy, or run `{refresh_command(place)}`."
        console.print(mend if faults else f"{place} is whole.", markup=False)
    if faults:
        raise typer.Exit(1)


@kb.command()
def compact(folder: KbFolderOption = None) -> None:
    """Remove old versions and what killed builds left."""
    from retrievers.versions import compact as shrink
    from ui.commands.consoles import out
    from ui.render.words import count, size

    done = shrink(_folder(folder))
    kept = f"; {count(done.in_use, 'old version')} still read by others" if done.in_use else ""
    out().print(f"Freed {size(done.freed)}: {count(done.removed, 'old version')} removed{kept}.", markup=False)


@kb.command("export")
def export_(archive: Archive, folder: KbFolderOption = None) -> None:
    """Write it to one file, the same bytes every time."""
    from retrievers.archive import export_archive
    from retrievers.knowledge_base import KnowledgeBase
    from ui.commands.consoles import out
    from ui.render.words import size

    with KnowledgeBase.open(_folder(folder)) as base:
        written = export_archive(base, archive)
    out().print(f"Wrote {archive}, {size(written)}.", markup=False)


@kb.command("import")
def import_(
    archive: Archive,
    folder: KbFolderOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of the one that is there.")] = False,
) -> None:
    """Make a knowledge base of an archive; it is verified before it is used."""
    from retrievers.archive import import_archive
    from ui.commands.consoles import out

    place = _folder(folder)
    manifest = import_archive(archive, place, replace=replace)
    out().print(f"{place} holds {manifest.card.text().splitlines()[0]}", markup=False)


def _folder(given: Path | None) -> Path:
    from agent.settings import Settings
    from retrievers.errors import UserError

    folder = given or Settings.load().kb
    if folder is None:
        raise UserError("Say which knowledge base: add --kb DIR.")
    return folder


def _table(found: Inventory) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from ui.render.words import clean, count, size

    holds = (
        count(found.documents, "document"),
        count(found.passages, "passage"),
        count(found.tables, "table"),
        count(found.triples, "triple"),
    )
    read = f"{count(found.files, 'file')}, {found.skipped} of them skipped or not whole"
    rows = [("holds", ", ".join(holds)), ("files", read)]
    rows += [
        ("input", f"{given.path}, {count(given.files, 'file')}{'' if given.there else ', not there now'}")
        for given in found.inputs
    ]
    rows.append(("embedder", f"{found.embedder.name}, {found.embedder.dimension} numbers"))
    rows.append(("languages", ", ".join(found.languages) or "told from each text"))
    rows.append(("format", str(found.format)))
    rows += [("part", f"{name}, {size(number)}") for name, number in found.parts.items()]
    rows += [
        ("version", f"{version.name}, {size(version.size)}{', current' if version.current else ''}")
        for version in found.versions
    ]
    if found.leftovers:
        rows.append(("leftovers", f"{size(found.leftovers)} of a build that was stopped, or is at work"))
    table = Table(box=box.SIMPLE_HEAD, title=clean(found.path), title_justify="left", show_header=False)
    for name, detail in rows:
        table.add_row(Text(name, style="bold"), Text(clean(detail), overflow="fold"))
    return table
