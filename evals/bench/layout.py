"""Tokens of graph evidence in prompts: `python -m evals.bench.layout QUESTIONS.jsonl TRIPLES.jsonl [LIMIT] [PATHS]`.

Asks the graph tool a fixed sample of LIMIT questions (100), each for at most PATHS paths (10), and counts what the
evidence of those answered takes in a prompt: a piece of evidence for each path, and paths laid out by what they share.
Tokens are those of the shipped encoder's word pieces; characters are given too.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from tokenizers import Tokenizer

import retrievers.models.minilm
from agent.prompts.render import render
from agent.prompts.transcript import bodies
from evals.datasets.lines import Line, parse_lines, read_bytes
from retrievers.embedding import default_embedder
from retrievers.errors import ToolError, UserError
from retrievers.graph.store.triples import GraphStore
from retrievers.ingest.find import SourceFile
from retrievers.ingest.triples import read_triples
from tools.graph import GraphTool
from tools.schema import Evidence, ToolCall

_SEED = 0
_USAGE = "Give two files: python -m evals.bench.layout QUESTIONS.jsonl TRIPLES.jsonl[.gz] [LIMIT] [PATHS]"


class _Question(Line):
    question: str


def written(evidence: Sequence[Evidence]) -> tuple[str, str]:
    """Return evidence as it stands in a prompt piece by piece, and laid out."""
    names = {item.id: f"E{number}" for number, item in enumerate(evidence, start=1)}
    apart = "\n".join(render("evidence", item=item, label=names[item.id]) for item in evidence)
    return apart, "\n".join(bodies(evidence, names))


async def found(tool: GraphTool, question: str, paths: int) -> tuple[Evidence, ...]:
    """Return the evidence of a question; none where the graph has no answer."""
    try:
        return (await tool(ToolCall(step="E1", input=question, limit=paths))).evidence
    except ToolError:
        return ()


def main(arguments: Sequence[str]) -> None:
    """Count and print; `UserError` if the arguments are no files of questions and triples."""
    if len(arguments) not in {2, 3, 4}:
        raise UserError(_USAGE)
    questions, triples = Path(arguments[0]), Path(arguments[1])
    limit, paths = (*map(int, arguments[2:]), *(100, 10)[len(arguments) - 2 :])
    rows = [row for _, row in parse_lines(read_bytes(questions), _Question, questions.name)]
    rows = random.Random(_SEED).sample(rows, min(limit, len(rows)))  # noqa: S311 - a fixed sample
    console = Console(highlight=False)
    graph = GraphStore.build(read_triples(SourceFile(path=triples, id=triples.name), console.print))
    tool = GraphTool(graph, default_embedder())
    tokenizer = Tokenizer.from_file(str(Path(*retrievers.models.minilm.__path__) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    answered = [evidence for row in rows if (evidence := asyncio.run(found(tool, row.question, paths)))]
    texts = list(zip(*map(written, answered), strict=True))
    for name, size in (("characters", len), ("tokens", lambda text: len(tokenizer.encode(text).ids))):
        apart, laid = (sum(map(size, part)) / len(answered) for part in texts)
        console.print(f"{name:10}  apart {apart:7.1f}  laid out {laid:7.1f}  saved {1 - laid / apart:.1%}")
    console.print(f"{len(answered)} of {len(rows)} questions answered")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        Console(stderr=True).print(str(error), markup=False)
        sys.exit(2)
