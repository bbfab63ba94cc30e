"""The suites by name, each imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from evals.suites.base import Options, Suite, Watch
from retrievers.errors import UserError

_MULTIHOP = "multihop"
_RETRIEVAL = "retrieval"
_GRAPH = "graph"
_HYBRID = "hybrid"
SUITES: Mapping[str, str] = {
    _MULTIHOP: "Questions over a corpus: P.questions.jsonl with P.corpus.jsonl or P.corpus.jsonl.gz.",
    _RETRIEVAL: "Retrievers side by side on the questions that multihop takes, nothing answered.",
    _GRAPH: "Questions over a knowledge graph: QUESTIONS.jsonl with --triples FILE.",
    "sql": "Questions over databases: a folder with questions.jsonl and database/NAME.sqlite.",
    _HYBRID: "Questions over tables and texts: a folder with questions.jsonl, tables.jsonl and passages.jsonl.",
    "sample": "The bundled questions over the bundled sample, by kind.",
}
"""What each measures. The module of the same name in `evals.suites` holds its `measure`."""


def run_suite(name: str, data: Path | None, options: Options, watch: Watch) -> dict[str, Any]:
    """Measure and return the report; `UserError` if there is no such suite."""
    if name not in SUITES:
        raise UserError(f"There is no suite {name!r}; there are {', '.join(SUITES)}.")
    if name != _RETRIEVAL and (options.retrievers or options.drop_titles):
        raise UserError(f"The suite {name} takes no --retriever and no --drop-titles; the suite {_RETRIEVAL} does.")
    if name != _MULTIHOP and options.facts:
        raise UserError(f"The suite {name} takes no --facts; the suite {_MULTIHOP} does.")
    if name != _MULTIHOP and options.over != "corpus":
        raise UserError(f"The suite {name} takes no --oracle and no --distractor; the suite {_MULTIHOP} does.")
    if name not in {_GRAPH, _MULTIHOP} and options.triples is not None:
        raise UserError(f"The suite {name} takes no --triples; the suites {_GRAPH} and {_MULTIHOP} do.")
    if name != _GRAPH and options.agent:
        raise UserError(f"The suite {name} takes no --agent; the suite {_GRAPH} does.")
    if name != _HYBRID and options.only is not None:
        raise UserError(f"The suite {name} takes no --only; the suite {_HYBRID} does.")
    suite = cast("Suite", import_module(f"evals.suites.{name}").measure)
    return suite(data, options, watch)
