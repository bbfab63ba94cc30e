"""`quaestor eval`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ui.commands.options import Effort, Reasoner


def evaluate(
    suite: Annotated[
        str,
        typer.Argument(help="What to measure: multihop, retrieval, graph, sql, hybrid or sample.", show_default=False),
    ],
    data: Annotated[
        Path | None,
        typer.Argument(
            help="For multihop and retrieval, the prefix P of P.questions.jsonl and P.corpus.jsonl; for graph, the "
            "file of questions; for sql, the folder of questions.jsonl and database/; for "
            "hybrid, that of questions.jsonl, tables.jsonl and passages.jsonl.",
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write the report there.", show_default="a file in the cache")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Measure a sample of that many questions.", show_default="all")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the sample.")] = 0,
    retriever: Annotated[
        list[str] | None,
        typer.Option(
            help="For retrieval: what to measure, primary first: multihop,hybrid or multihop+rerank; repeatable.",
            show_default="all",
        ),
    ] = None,
    drop_titles: Annotated[
        bool, typer.Option("--drop-titles", help="For retrieval: build the corpus without its titles.")
    ] = False,
    oracle: Annotated[
        bool, typer.Option("--oracle", help="For multihop: ask each question over its gold passages alone.")
    ] = False,
    distractor: Annotated[
        bool, typer.Option("--distractor", help="For multihop: ask each over the passages that come with it alone.")
    ] = False,
    facts: Annotated[
        bool, typer.Option("--facts/--no-facts", help="For multihop: put what the documents state into the graph.")
    ] = False,
    triples: Annotated[
        Path | None,
        typer.Option(
            help="For graph: the triples, of any form that index reads. For multihop: more, beside the documents.",
            show_default=False,
        ),
    ] = None,
    agent: Annotated[
        bool, typer.Option("--agent", help="For graph: ask a whole agent, not the path retriever alone.")
    ] = False,
    only: Annotated[
        Literal["text", "tables"] | None,
        typer.Option(help="For hybrid: leave out the tables, or the passages.", show_default="both"),
    ] = None,
    effort: Annotated[Effort | None, typer.Option(help="How much a run may spend.", show_default="auto")] = None,
    reasoner: Annotated[Reasoner | None, typer.Option(help="Who thinks.", show_default="auto")] = None,
    reader: Annotated[
        str | None, typer.Option(help="Who reads short answers from passages.", show_default="chains")
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Questions at work at the same time.", show_default="2, or 16 if served"),
    ] = None,
    kb_cache: Annotated[
        Path | None, typer.Option(help="Where built knowledge bases go.", show_default="QUAESTOR_CACHE")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Go on with a run of the same kind that was killed.")
    ] = True,
    baseline: Annotated[
        bool, typer.Option("--baseline/--no-baseline", help="Also measure a plain method on the same rows.")
    ] = True,
) -> None:
    """Measure answers, retrieval and quotes over a question set, and write one JSON report.

    A run that was killed goes on where it stopped when the same command is given again.
    """
    from evals.suites import Options, run_suite
    from retrievers.errors import UserError
    from ui.commands.consoles import err, out
    from ui.render.progress import Bars
    from ui.render.report import retrievers_view, summary_view

    if oracle and distractor:
        raise UserError("A run is an --oracle or a --distractor one; give one of them.")
    options = Options(
        report=report,
        limit=limit,
        seed=seed,
        retrievers=tuple(name.strip() for given in retriever or () for name in given.split(",") if name.strip()),
        drop_titles=drop_titles,
        over="gold" if oracle else "context" if distractor else "corpus",
        facts=facts,
        only=only,
        triples=triples,
        agent=agent,
        effort=effort,
        reasoner=reasoner,
        reader=reader,
        concurrency=concurrency,
        baseline=baseline,
        cache=kb_cache,
        resume=resume,
    )
    with Bars(err()) as bars:
        measured = run_suite(suite, data, options, bars)
    console = out()
    summary = measured["summary"]
    console.print(retrievers_view(summary) if "retrievers" in summary else summary_view(summary))
    console.print(f"Report: {measured['path']}", markup=False)
    failed = summary["failed"]
    if failed:
        err().print(f"{failed} of {summary['n']} questions failed; see `error` in their rows.", style="red")
        raise typer.Exit(1)
