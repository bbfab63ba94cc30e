"""The `quaestor` command, and the edge where errors become one sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ui.commands.ask import ask
from ui.commands.chat import chat
from ui.commands.demo import demo
from ui.commands.doctor import doctor
from ui.commands.eval import evaluate
from ui.commands.graph import graph
from ui.commands.index import index
from ui.commands.kb import kb
from ui.commands.model import model
from ui.commands.resume import resume
from ui.commands.sql import sql
from ui.commands.techniques import techniques
from ui.commands.ui import ui

_TRACEBACK = "QUAESTOR_TRACEBACK"


class Edge(TyperGroup):
    """Exit code 0 for success, 1 for a failure, 2 for a user's mistake, 130 for Ctrl-C; never a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401 - the signature of what is overridden
    ) -> Any:  # noqa: ANN401 - as above
        """Run a command; in `standalone_mode` turn whatever goes wrong into a sentence and end the process."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except Exception as error:
            if not standalone_mode or os.environ.get(_TRACEBACK):
                raise
            message, code = explain(error)
            if message:
                typer.echo(message, err=True)
        if not standalone_mode:
            return code
        sys.exit(code if isinstance(code, int) else 0)


def explain(error: Exception) -> tuple[str, int]:
    """Return one sentence about what ended a command, and the exit code that it deserves."""
    from retrievers.errors import QuaestorError, UserError

    match error:
        case typer.TyperException():
            return _usage(error), error.exit_code
        case UserError():
            return _flat(str(error)), 2
        case QuaestorError():
            return _flat(str(error)), 1
        case typer.Abort() if isinstance(error.__cause__ or error.__context__, KeyboardInterrupt):
            return "", 130
        case typer.Abort() | EOFError():
            return "Stopped: there is no more input.", 1
        case OSError() if error.filename is not None:
            return _flat(f"{error.filename}: {error.strerror}; check the path, its permissions and the disk."), 1
        case _:
            told = _flat(f"{type(error).__name__}: {error}")
            return f"Something went wrong ({told}); set {_TRACEBACK}=1 to see where.", 1


def _usage(error: typer.TyperException) -> str:
    """Put a usage error in one sentence, with the command whose help has the rest."""
    message = _flat(error.format_message()).replace("Value error, ", "").rstrip(".")
    context = getattr(error, "ctx", None)
    if not message or context is None:
        return message
    return f"{message}; see {context.command_path} --help."


def _flat(text: str) -> str:
    """Return text on one line that cannot steer the terminal: errors quote files and servers."""
    from agent.display import printable

    return " ".join(printable(text).split())


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"quaestor {version('quaestor')}")
        except PackageNotFoundError:
            typer.echo("quaestor, run from its source without being installed")
        raise typer.Exit


app = typer.Typer(
    name="quaestor",
    cls=Edge,
    help="Answers multi-hop questions over your own documents, tables and knowledge graph, and shows its evidence.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _quaestor(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


for command in (demo, index, ask, resume, chat, ui, techniques, doctor):
    app.command()(command)
app.command("eval")(evaluate)
app.add_typer(graph)
app.add_typer(kb)
app.add_typer(model)
app.add_typer(sql)


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="quaestor")


if __name__ == "__main__":
    main()
