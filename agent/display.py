"""How an answer looks in a terminal and in a notebook."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from agent.schema import Answer, Citation


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return text that cannot steer a terminal: control and bidirectional-override characters become `·`.

    What documents and tables hold is data; an escape sequence in it must not reach the screen.
    """
    return _CONTROL.sub("·", text.replace("\r\n", "\n"))


def answer_panel(answer: Answer) -> RenderableType:
    """Return a rich panel: the short answer, the prose, and under it each quote with its place in its source."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    parts: list[RenderableType] = []
    if answer.clarification is not None:
        parts.append(Text(printable(answer.text)))
        parts += [
            Text(printable(f"  {number}. {option}"))
            for number, option in enumerate(answer.clarification.options, start=1)
        ]
    else:
        if answer.short and answer.short.rstrip(".") != answer.text.rstrip("."):
            parts.append(Text(printable(answer.short), style="bold green"))
        parts.append(Text(printable(answer.text), style="yellow" if answer.abstained else ""))
    if answer.assumption:
        parts.append(Text(printable(f"Assumed: {answer.assumption}"), style="dim"))
    if answer.citations:
        quotes = Table.grid(padding=(0, 1))
        for citation in answer.citations:
            place = Text(printable(place_of(citation)), style="dim")
            quotes.add_row(
                Text(f"[{citation.label}]", style="cyan"), Group(Text(printable(f"“{citation.quote}”")), place)
            )
        parts += [Text(), quotes]
    title = "Which do you mean?" if answer.clarification else "No answer" if answer.abstained else "Answer"
    style = "yellow" if answer.abstained else "green"
    return Panel(
        Group(*parts), title=title, subtitle=Text(printable(summary(answer))), border_style=style, title_align="left"
    )


def answer_html(answer: Answer) -> str:
    """Return HTML for a notebook: the same as the panel, everything from sources escaped."""
    quotes = "".join(
        f"<li><b>[{html.escape(item.label)}]</b> “{html.escape(item.quote)}”<br>"
        f"<small>{html.escape(place_of(item))}</small></li>"
        for item in answer.citations
    )
    options = "".join(
        f"<li>{html.escape(item)}</li>" for item in (answer.clarification.options if answer.clarification else ())
    )
    short = f"<p><b>{html.escape(answer.short)}</b></p>" if answer.short else ""
    assumed = f"<p><i>Assumed: {html.escape(answer.assumption)}</i></p>" if answer.assumption else ""
    return (
        f"<div>{short}<p>{html.escape(answer.text)}</p>{assumed}<ol>{options}</ol>"
        f"<ul style='list-style: none; padding-left: 0'>{quotes}</ul>"
        f"<small>{html.escape(summary(answer))}</small></div>"
    ).replace("<ol></ol>", "")


def place_of(citation: Citation) -> str:
    """Name where a quote stands: title, source with page and section, and the characters that it spans."""
    title = f"{citation.title} · " if citation.title and citation.title != citation.source else ""
    source = ", ".join(filter(None, [citation.source, citation.place]))
    return f"{title}{source} · characters {citation.start}–{citation.end}"


def summary(answer: Answer) -> str:
    """Return one line of what the answer is worth and what it cost."""
    used = answer.usage
    facts = [] if answer.abstained else [f"confidence {answer.confidence:.0%}"]
    facts += [f"{used.seconds:.2f} s", f"{used.tool_calls} tool call{'' if used.tool_calls == 1 else 's'}"]
    if used.model_calls:
        facts.append(f"{used.model_calls} model call{'' if used.model_calls == 1 else 's'}")
    return " · ".join([*facts, answer.reasoner])
