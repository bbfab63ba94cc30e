"""Templates become text here, and what is data in them passes the fence."""

from __future__ import annotations

import jinja2

from agent.prompts.fence import cited, excerpt, line, neutralise
from agent.prompts.names import show_prose, show_references, show_step


def render(template: str, **values: object) -> str:
    """Return the text of `template`, named without its ending; a value that it needs and is not given is an error."""
    return _ENVIRONMENT.get_template(f"{template}.j2").render(**values).strip()


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("agent", "prompts"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - prompts are no HTML; what is data goes through the filters below
    )
    environment.filters |= {
        "data": neutralise,
        "cited": cited,
        "line": line,
        "excerpt": excerpt,
        "step": show_step,
        "refs": show_references,
        "prose": show_prose,
    }
    return environment


_ENVIRONMENT = _environment()
