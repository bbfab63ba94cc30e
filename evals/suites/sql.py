"""Questions over databases: whether the statements written for them give what the gold ones give."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

from sqlglot.errors import SqlglotError

from agent.settings import Settings
from evals import report
from evals.bounded import bounded
from evals.cache import corpus_knowledge_base
from evals.datasets.sql import SqlQuestion, SqlSet, load_sql
from evals.desk import Desk, Written
from evals.gold_sql import GoldDatabase, GoldError, in_order, sorts
from evals.journal import Journal
from evals.metrics.calibration import calibration_error, told_apart
from evals.metrics.execution import hardness, same_rows
from evals.metrics.linking import linking_recall, read_names
from evals.runner import broken_row, tokens
from evals.schema import Row
from evals.suites.base import Options, Watch, answering, concurrency, report_path, run_key
from evals.suites.conduct import circumstances
from evals.suites.multihop import choose
from retrievers.embedding import default_embedder
from retrievers.errors import ModelError, UserError
from retrievers.manifest import hash_file
from retrievers.options import Options as IndexOptions
from tools.sql.catalog import Catalog
from tools.sql.subschema import Linker

SUITE = "sql"
_RIGHT, _WRONG, _EMPTY = "right", "wrong", "no rows"
_ABSTAINED, _REFUSED, _FAILED = "abstained", "refused", "failed"
_TOLD_LEFT_OUT = 50
"""Questions left out that a report names."""


def measure(data: Path | None, options: Options, watch: Watch) -> dict[str, Any]:
    """Have a statement written for each question of the folder `data`; write the report and return it.

    Each database is asked alone, as a knowledge base that holds nothing else. The statement that the agent settles on
    is run on its own engine, the gold one on the SQLite file as it is. A question whose database is not there, or whose
    gold statement fails, is left out by name. A run that was killed goes on where it stopped.
    """
    if data is None:
        raise UserError("The suite sql needs DATA: a folder with questions.jsonl and database/NAME.sqlite.")
    settings = answering(options)
    read = load_sql(data)
    wanted = choose(read.questions, options.limit, options.seed)
    questions, left_out = sift(wanted, {name: GoldDatabase(file) for name, file in read.files.items()})
    if not questions:
        raise UserError(f"No question of {read.name} can be asked: {left_out[0]['reason']}")
    hashes = {name: hash_file(read.files[name]) for name in sorted({question.database for question in questions})}
    key = run_key(SUITE, read.questions_digest + "".join(hashes.values()), settings, options)
    path = report_path(options, settings, SUITE, read.name, key)
    report.make_room(path)
    home = settings.cache / "runs" / key
    with Journal(home.with_suffix(".jsonl"), resume=options.resume) as journal:
        run = _Run(read, hashes, settings, options, watch, journal, home)
        asyncio.run(run(questions))
        rows = [journal.rows[question.id] for question in questions]
        about = {
            "index_seconds": run.index_seconds,
            "reasoner": run.reasoner,
            "left_out": len(left_out),
            "questions_left_out": left_out[:_TOLD_LEFT_OUT],
            **told(rows),
            **circumstances(settings, options),
        }
        made = report.build(SUITE, read.name, rows, about)
        report.write(made, path)
        journal.remove()
    shutil.rmtree(home, ignore_errors=True)
    return {**made, "path": path}


def sift(
    questions: Iterable[SqlQuestion], databases: Mapping[str, GoldDatabase]
) -> tuple[list[SqlQuestion], list[dict[str, str]]]:
    """Return the questions that can be asked, and of the others the id, the database and why not."""
    kept, left_out = [], []
    for question in questions:
        reason = ""
        if question.database not in databases:
            reason = f"There is no database {question.database!r}."
        else:
            try:
                databases[question.database].rows(question.query)
            except GoldError as error:
                reason = str(error)
        if reason:
            left_out.append({"id": question.id, "database": question.database, "reason": reason})
        else:
            kept.append(question)
    return kept, left_out


def told(rows: Sequence[Row]) -> dict[str, Any]:
    """Return what a report says besides: what became of the questions, databases, and how far confidence is to trust.

    `attempts` is the mean number of statements tried for a question.
    """
    given = [row for row in rows if row.prediction]
    right = [row.outcome == _RIGHT for row in given]
    confidences = [row.confidence for row in given]
    outcomes = (_RIGHT, _WRONG, _EMPTY, _ABSTAINED, _REFUSED, _FAILED)
    return {
        "databases": len({row.database for row in rows}),
        "outcomes": {name: sum(row.outcome == name for row in rows) for name in outcomes},
        "attempts": round(sum(row.attempts for row in rows) / len(rows), 3),
        "precision": round(sum(right) / len(given), 6) if given else 0.0,
        "calibration_error": calibration_error(confidences, right),
        "confidence_auc": told_apart(confidences, right),
        "by_database": {
            name: {"n": len(held), **report.means(held)}
            for name in sorted({row.database for row in rows})
            if (held := [row for row in rows if row.database == name])
        },
    }


class _Run:
    """Asks the questions database by database, each with a desk of its own."""

    def __init__(
        self,
        read: SqlSet,
        hashes: Mapping[str, str],
        settings: Settings,
        options: Options,
        watch: Watch,
        journal: Journal,
        home: Path,
    ) -> None:
        self.index_seconds = 0.0
        self.reasoner = ""
        self._read = read
        self._hashes = hashes
        self._settings = settings
        self._options = options
        self._watch = watch
        self._journal = journal
        self._home = home

    async def __call__(self, questions: Sequence[SqlQuestion]) -> None:
        """Ask what the journal does not have; a question that fails is a row with its error."""
        rows = self._journal.rows
        left = [question for question in questions if question.id not in rows or rows[question.id].error]
        done = len(questions) - len(left)
        self._watch.answering(done, len(questions), None)
        for name in dict.fromkeys(question.database for question in questions):
            asked = [question for question in left if question.database == name]
            if asked or not self.reasoner:
                with self._desk(name) as desk:
                    self.reasoner = desk.reasoner
                    done = await self._ask(desk, asked, done, len(questions))

    def _desk(self, name: str) -> Desk:
        built = corpus_knowledge_base(
            self._read.files[name],
            self._hashes[name],
            cache=self._settings.cache,
            embedder=default_embedder(),
            options=IndexOptions(table_facts="none"),
        )
        self.index_seconds = round(self.index_seconds + built.seconds, 2)
        return Desk(built.path, self._settings, self._home)

    async def _ask(self, desk: Desk, asked: Sequence[SqlQuestion], done: int, total: int) -> int:
        async def one(question: SqlQuestion) -> Row:
            gold = GoldDatabase(self._read.files[question.database])
            started = time.perf_counter()
            written = await desk.ask(question.question)
            seconds = time.perf_counter() - started
            return row_of(question, written, gold, linking(question, desk.catalog, desk.linker), seconds)

        async with aclosing(bounded(asked, one, concurrency=concurrency(self._options, self._settings))) as results:
            async for question, result in results:
                if isinstance(result, UserError | ModelError):
                    raise result
                row = _broken(question, result) if isinstance(result, Exception) else result
                self._journal.append(row)
                done += 1
                self._watch.answering(done, total, row)
        return done


def row_of(
    question: SqlQuestion, written: Written, gold: GoldDatabase, linked: Mapping[str, float], seconds: float
) -> Row:
    """Compare what a question gave with what its gold statement gives.

    `execution_accuracy` wants the same rows as often, in order only where the question asks for one;
    `strict_accuracy` in order wherever the gold statement sorts. Both are 0 where nothing was written.
    """
    wanted = gold.rows(question.query)
    ours = written.rows.rows if written.rows is not None else ()
    ran = written.rows is not None and not written.rows.truncated
    right = ran and same_rows(wanted, ours, ordered=in_order(question.question, question.query))
    strict = right and same_rows(wanted, ours, ordered=sorts(question.query))
    return Row(
        id=question.id,
        question=question.question,
        type=question.type or _hardness(question.query),
        database=question.database,
        gold=(question.query,),
        prediction=written.sql,
        outcome=_RIGHT if right else _outcome(written),
        confidence=round(written.confidence, 4),
        abstained=not written.sql,
        reason=written.error,
        latency_ms=round(1000 * seconds, 2),
        attempts=written.attempts,
        calls=written.usage.model_calls,
        tool_calls=written.usage.tool_calls,
        tokens=tokens(written.usage),
        scores={
            "execution_accuracy": float(right),
            "strict_accuracy": float(strict),
            **linked,
        },
    )


def linking(question: SqlQuestion, catalog: Catalog, linker: Linker) -> dict[str, float]:
    """Return the shares of the gold statement's columns and tables among those that the question is linked to.

    Nothing for a statement that is not understood.
    """
    try:
        read = read_names(question.query, catalog.tables)
    except (SqlglotError, RecursionError):
        return {}
    part = linker(question.question)
    columns = {(column.table, column.name) for column in part.columns}
    recall = linking_recall(read, tables=part.tables, columns=columns)
    return {"linking_recall": recall.columns, "linking_tables": recall.tables, "linked_all": float(recall.all)}


def _outcome(written: Written) -> str:
    if not written.sql:
        return _ABSTAINED
    if written.rows is None:
        return _REFUSED if written.refused else _FAILED
    return _WRONG if written.rows.rows else _EMPTY


def _broken(question: SqlQuestion, error: Exception) -> Row:
    row = broken_row(question, error, {"execution_accuracy": 0.0, "strict_accuracy": 0.0})
    told_of = {"type": question.type or _hardness(question.query), "gold": (question.query,), "outcome": _FAILED}
    return row.model_copy(update={**told_of, "database": question.database})


def _hardness(query: str) -> str:
    try:
        return hardness(query)
    except (SqlglotError, IndexError, RecursionError):
        return ""
