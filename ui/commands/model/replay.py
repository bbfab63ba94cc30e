"""`quaestor model replay`."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

ScenarioFile = Annotated[Path, typer.Argument(metavar="FILE", help="One JSON object a line.", show_default=False)]


def replay(
    file: ScenarioFile,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on the loopback; 0 takes any.")] = 8000,
    pace: Annotated[
        float, typer.Option(min=0, help="How long the waits of a recording are: 1 as recorded, 0 none.")
    ] = 1.0,
) -> None:
    """Serve what `ask --record` wrote, or what you wrote, as an OpenAI-compatible server, until Ctrl-C.

    The same question over the same knowledge base gets the same replies, and so the same answer, without a model. A
    request is answered by the reply to the same messages, else by the next one to the same role. By hand, a line is
    {"role": "plan", "reply": {...}}, with "times", "delay_s", "status", "finish", "thinking" and more, if you like.
    """
    from agent.reasoner.serving.replay import ReplayServer, load
    from retrievers.errors import UserError
    from ui.commands.consoles import err, out
    from ui.render.words import clean, count

    scenario = load(file)
    if not scenario.turns:
        raise UserError(f"There are no replies in {file}; record some with `quaestor ask --record {file}`.")
    console = err()

    def tell(line: str) -> None:
        console.print(clean(line), markup=False)

    try:
        server = ReplayServer(scenario, port=port, pace=pace, tell=tell)
    except OSError as error:
        raise UserError(f"Port {port} cannot be used ({error.strerror}); choose another with --port.") from None
    with server:
        served = f"{count(len(scenario.turns), 'turn')} of {', '.join(scenario.models)}"
        out().print(f"Serving {served}; ask with QUAESTOR_MODEL_URL={server.url}", markup=False)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return
