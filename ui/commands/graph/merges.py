"""`quaestor graph merges`: which names are taken for one thing, and what its user decides of that."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import JsonOption, KbFolderOption

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrievers.decisions import Decisions
    from retrievers.graph.resolve import Merges, Tie
    from retrievers.knowledge_base import KnowledgeBase

One = Annotated[str, typer.Argument(metavar="NAME", help="A name, as the sources have it.", show_default=False)]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="Another name.", show_default=False)]

merges = typer.Typer(name="merges", help="Look at which names are of one thing, and decide.", no_args_is_help=True)


@merges.command("list")
def list_(
    kb: KbFolderOption = None,
    proposed: Annotated[bool, typer.Option("--proposed", help="Those that were not sure enough to be merged.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Most lines.")] = 50,
    json: JsonOption = False,
) -> None:
    """List the names that were merged, or with --proposed those that may be of one thing."""
    from ui.commands.consoles import out

    with _open(kb) as base:
        found, decided = base.merges, base.manifest.merges
    if json:
        shown = {"merges": found.model_dump(), "decisions": decided.model_dump()}
        typer.echo(json_module.dumps(shown, indent=2, ensure_ascii=False))
        return
    lines = [*map(_tied, found.proposed)] if proposed else [*_merged(found), *_decided(decided)]
    none = "Nothing is proposed." if proposed else "No names were merged."
    for line in lines[:limit] or [none]:
        out().print(line, markup=False)
    if len(lines) > limit:
        out().print(f"... and {len(lines) - limit} more; --limit shows them.", markup=False)


@merges.command()
def why(name: One, kb: KbFolderOption = None) -> None:
    """Say why a name was merged with others, and what else it may be."""
    from retrievers.errors import UserError
    from ui.commands.consoles import out

    with _open(kb) as base:
        found = base.merges
    merge = found.of(name)
    ties = [*(merge.ties if merge else ()), *(tie for tie in found.proposed if name in (tie.one, tie.other))]
    if not ties:
        raise UserError(f"{name!r} was merged with no other name, and is like none; `quaestor graph merges list`.")
    if merge:
        out().print(f"{merge.name} stands for {', '.join(merge.others)}:", markup=False)
    for tie in ties:
        out().print(f"  {_tied(tie)}{'' if merge and tie in merge.ties else ' (only proposed)'}", markup=False)


@merges.command()
def split(name: One, other: Other, kb: KbFolderOption = None) -> None:
    """Decide that two names are never of one thing, and bring the knowledge base up to date."""
    _decide(kb, (name, other), lambda before: before.splitting(name, other))


@merges.command()
def join(name: One, other: Other, kb: KbFolderOption = None) -> None:
    """Decide that two names are of one thing, and bring the knowledge base up to date."""
    _decide(kb, (name, other), lambda before: before.joining(name, other))


@merges.command()
def forget(name: One, other: Other, kb: KbFolderOption = None) -> None:
    """Take back what was decided of two names, and bring the knowledge base up to date."""
    _decide(kb, (), lambda before: before.forgetting(name, other))


def _decide(kb: Path | None, names: tuple[str, ...], change: Callable[[Decisions], Decisions]) -> None:
    """Check that the graph knows `names`, then build it again with the changed decisions."""
    from retrievers.errors import UserError
    from retrievers.ingest import update
    from ui.commands.consoles import err, out
    from ui.render.progress import Bars

    with _open(kb) as base:
        folder, before, known, merged = base.path, base.manifest.merges, base.graph, base.merges
        for name in names:
            if not merged.of(name) and all(known.name(node) != name for node in known.find(name)):
                raise UserError(f"No source has {name!r}; write the name as `quaestor graph merges list` does.")
    if len(set(names)) == 1:
        raise UserError("Give two names that differ.")
    after = change(before)
    if after == before:
        out().print("That was decided before; nothing has changed.", markup=False)
        return
    with Bars(err()) as bars:
        report = update([], folder, merges=after, progress=bars.indexing)
    from ui.render.words import count

    out().print(f"Decided: {folder} holds {count(report.triples, 'triple')}.", markup=False)


def _open(kb: Path | None) -> KnowledgeBase:
    from agent.settings import Settings
    from retrievers.errors import UserError
    from retrievers.knowledge_base import KnowledgeBase

    folder = kb or Settings.load().kb
    if folder is None:
        raise UserError("Say which knowledge base: add --kb DIR.")
    return KnowledgeBase.open(folder)


def _merged(found: Merges) -> list[str]:
    return [
        f"{merge.name} = {' = '.join(merge.others)}  ({min(tie.score for tie in merge.ties):.2f})"
        for merge in found.merged
    ]


def _decided(decisions: Decisions) -> list[str]:
    joined = [f"You joined {one} and {other}." for one, other in decisions.join]
    return [*joined, *(f"You split {one} and {other}." for one, other in decisions.split)]


def _tied(tie: Tie) -> str:
    return f"{tie.one} = {tie.other}  ({tie.score:.2f}: {'; '.join(tie.reasons)})"
