"""`quaestor model list`."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from agent.reasoner.serving.models import Choice, OpenModel


def list_models(
    memory: Annotated[
        float | None,
        typer.Option(min=0, metavar="GB", help="Only what fits so much memory, in its best form.", show_default=False),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Recommend open models by the memory that they take, and say why; the GB include room for a run's prompts."""
    from agent.reasoner.serving.models import fitting, open_models
    from ui.commands.consoles import err, out

    if memory is None:
        models = open_models()
        if json:
            typer.echo(_dump(models))
            return
        out().print(_models(models))
        return
    choices = list(fitting(memory))
    if json:
        typer.echo(_dump(choices))
        return
    if choices:
        out().print(_choices(choices))
        err().print(f"quaestor model serve {choices[0].repository}", style="dim")
        return
    err().print(
        f"None of them fits {memory:g} GB; without a model server the embedded reasoner answers, on the processor.",
        style="yellow",
    )


def _dump(values: Sequence[OpenModel] | Sequence[Choice]) -> str:
    return json_module.dumps([value.model_dump() for value in values], indent=2, ensure_ascii=False)


def _table(*names: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def _models(models: Sequence[OpenModel]) -> Table:
    table = _table("model", "parameters", "GB it takes", "context", "why")
    for model in models:
        needs = ", ".join(f"{form} {model.needs_gb(form):.0f}" for form in model.forms)
        table.add_row(model.name, _parameters(model), needs, f"{model.context // 1024}k", model.why)
    return table


def _choices(choices: Sequence[Choice]) -> Table:
    table = _table("model", "parameters", "GB it takes", "context", "why")
    for choice in choices:
        model = choice.model
        needs = f"{choice.precision} {choice.needs_gb:.0f}"
        table.add_row(choice.repository, _parameters(model), needs, f"{model.context // 1024}k", model.why)
    return table


def _parameters(model: OpenModel) -> str:
    return f"{model.parameters:g}B" + (f", {model.active:g}B active" if model.active else "")
