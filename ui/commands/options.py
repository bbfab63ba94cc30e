"""Arguments that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

Effort = Literal["low", "medium", "high", "auto"]
Reasoner = Literal["embedded", "served", "auto"]
Clarify = Literal["ask", "assume"]


class Show(StrEnum):
    """What of a run is shown besides its answer."""

    TRACE = "trace"
    EVIDENCE = "evidence"
    PLAN = "plan"
    SQL = "sql"


KbOption = Annotated[
    Path | None,
    typer.Option(
        "--kb",
        help="Folder of the knowledge base; without it the settings', else the bundled sample.",
        show_default=False,
    ),
]
KbFolderOption = Annotated[
    Path | None, typer.Option("--kb", help="Folder of the knowledge base.", show_default="that of the settings")
]
"""For commands that work on the folder itself and for which the sample is none."""
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="Ask this database in place of the knowledge base's tables: postgresql://user@host/name, or the path of a "
        "DuckDB file. A password is better kept in ~/.pgpass or QUAESTOR_DATABASE. Without --kb, it is all there is.",
        show_default=False,
    ),
]
EffortOption = Annotated[Effort | None, typer.Option(help="How much a run may spend.", show_default="auto")]
ReasonerOption = Annotated[
    Reasoner | None,
    typer.Option(help="Who thinks; auto is served where a model server is set.", show_default="auto"),
]
ClarifyOption = Annotated[
    Clarify | None,
    typer.Option(help="What to do with an ambiguous question: ask back, or assume a reading.", show_default="ask"),
]
ShowOption = Annotated[
    list[Show] | None, typer.Option(help="Show more of the run; may be given several times.", show_default=False)
]
FilterOption = Annotated[
    list[str] | None,
    typer.Option(
        "--filter",
        metavar="NAME=VALUE",
        help="Read only documents of a path, tag or date: path=reports, tag=policy, after=2024-01-01, before=2024, or "
        "any field that they have; may be given several times.",
        show_default=False,
    ),
]
RecordOption = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="FILE",
        help="Write what is said to the model server and what it answers, for `quaestor model replay`.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
