"""Fit how candidates of the embedded SQL writer are ranked: `python -m evals.training.sql_rank gather|fit`.

`gather FOLDER OUT` asks questions whose right statements are known, runs what the writer's grammar proposes and keeps
for every candidate its features and whether it gives what the gold statement gives. `fit ROWS... --out FILE` fits the
ranker to them, first with folds by database (what is printed is measured on databases that were not fitted on), then
to all.

FOLDER has the layout of Spider: `questions.jsonl` and `database/*.sqlite`. The model is a softmax over the candidates
of a question whose logits are linear in the features of `agent.reasoner.embedded.sql.features`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from agent.reasoner.embedded.sql.candidate import result
from agent.reasoner.embedded.sql.features import Features, outcome
from agent.reasoner.embedded.sql.people import full_names
from agent.reasoner.embedded.sql.plainer import plainer
from agent.reasoner.embedded.sql.propose import Proposer
from agent.reasoner.embedded.sql.ranker import shipped
from agent.reasoner.embedded.sql.variants import DENIALS, EDITS
from evals.bench.sql import Database, draw, in_fold, read_questions
from evals.training.logistic import Floats
from retrievers.errors import ToolError
from tools.sql.link import link

MOST = 16
"""Candidates of one question that are run."""
LEAST_SAID = 20
"""Questions in which a word or pair must occur to be weighed."""
RIDGE = 1.0
"""Penalty on the square of a feature's weight, from what is written in `PRIOR`."""
CROSSED_RIDGE = 5.0
"""Penalty on the square of the weight of a word with a part of a shape."""
EPOCHS = 60
RATE = 0.08
LEAST_WEIGHT = 0.01
PRIOR: dict[str, float] = {"fit": 1.0, "cost": -1.0, "dated": -0.5} | {
    f"edit {name}": -1.0 for name in (*EDITS, *DENIALS) if name not in ("apart", "parent")
}
"""What is known before anything is learned: the better the words fit and the less is unread the better."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate."""

    sql: str
    features: Features
    cues: tuple[str, ...]
    parts: tuple[str, ...]
    results: tuple[str, ...]
    right: bool
    result: int = 0
    """Equal for rows that give the same result."""


@dataclass(frozen=True, slots=True)
class Question:
    """The candidates of one question."""

    db_id: str
    question: str
    rows: tuple[Row, ...]


class Gatherer:
    """Asks one database."""

    def __init__(self, file: Path, scratch: Path) -> None:
        """Ingest the SQLite file into a folder, unless it is there."""
        self._database = Database(file, scratch)
        self._propose = Proposer(self._database.catalog)

    def __call__(self, db_id: str, question: str, query: str) -> Question:
        """Run what the grammar proposes for a question, what weighs most first; what does not run is left out."""
        catalog, ranker = self._database.catalog, shipped()
        linked = link(full_names(plainer(question), catalog), catalog)
        write, fits = self._propose.writer(linked), self._database.judge(query)
        proposals = [(ranker.weigh(p.features) + ranker.match(p.cues, p.parts), p) for p in self._propose(linked)]
        rows: dict[str, Row] = {}
        for _, proposal in sorted(proposals, key=lambda pair: -pair[0]):
            sql = write(proposal.query)
            if not sql or sql in rows:
                continue
            try:
                found = self._database.trial(sql)
            except ToolError:
                continue
            gave = int(hashlib.sha256(repr(result(found.rows)).encode()).hexdigest()[:12], 16)
            told = (proposal.features, proposal.cues, proposal.parts, outcome(found))
            rows[sql] = Row(sql, *told, right=fits(sql), result=gave)
            if len(rows) == MOST:
                break
        return Question(db_id, question, tuple(rows.values()))


def gathered(folder: Path, fold: str, limit: int, seed: int, scratch: Path) -> Iterator[Question]:
    """Yield the candidates of questions drawn evenly over the databases of a fold."""
    databases: dict[str, Gatherer] = {}
    for each in draw(read_questions(folder, fold), limit=limit, seed=seed):
        name = each["db_id"]
        if name not in databases:
            databases[name] = Gatherer(folder / "database" / f"{name}.sqlite", scratch)
        yield databases[name](name, each["question"], each["query"])


@dataclass(frozen=True)
class Table:
    """Candidates as sparse rows: entry `k` is `values[k]` in row `rows[k]` and column `columns[k]`."""

    rows: Ints
    columns: Ints
    values: Floats
    questions: Ints
    """Which question each row belongs to, rising."""
    right: NDArray[np.bool_]


class Names:
    """Columns of the table: the features, then every part of a shape with every word that is weighed."""

    def __init__(self, questions: Sequence[Question]) -> None:
        said = Counter(cue for question in questions for cue in {c for row in question.rows for c in row.cues})
        self.cues = sorted(cue for cue, count in said.items() if count >= LEAST_SAID)
        rows = [row for question in questions for row in question.rows]
        self.parts = sorted({part for row in rows for part in (*row.parts, *row.results)})
        self.features = sorted({name for row in rows for name in row.features} | set(PRIOR))
        self._cues = {cue: place for place, cue in enumerate(self.cues)}
        self._parts = {part: place for place, part in enumerate(self.parts)}
        self._features = {name: place for place, name in enumerate(self.features)}

    @property
    def plain(self) -> int:
        """Columns that are not crossed."""
        return len(self.features) + len(self.parts)

    @property
    def width(self) -> int:
        """All columns."""
        return self.plain + len(self.parts) * len(self.cues)

    def prior(self) -> Floats:
        """Return the weights that are shrunk to."""
        start = np.zeros(self.width)
        for name, weight in PRIOR.items():
            start[self._features[name]] = weight
        return start

    def table(self, questions: Sequence[Question]) -> Table:
        """Write candidates as numbers."""
        rows: list[NDArray[np.int64]] = []
        columns: list[NDArray[np.int64]] = []
        values: list[Floats] = []
        owner: list[int] = []
        right: list[bool] = []
        for place, question in enumerate(questions):
            for row in question.rows:
                named = [name for name in row.features if name in self._features]
                parts = np.array(
                    [self._parts[p] for p in (*row.parts, *row.results) if p in self._parts], dtype=np.int64
                )
                cues = np.array([self._cues[c] for c in row.cues if c in self._cues], dtype=np.int64)
                crossed = (self.plain + parts[:, None] * len(self.cues) + cues[None, :]).ravel()
                own = np.array([self._features[name] for name in named], dtype=np.int64)
                held = np.concatenate([own, len(self.features) + parts, crossed])
                columns.append(held)
                values.append(np.concatenate([[row.features[n] for n in named], np.ones(len(held) - len(named))]))
                rows.append(np.full(len(held), len(right)))
                owner.append(place)
                right.append(row.right)
        return Table(
            np.concatenate(rows), np.concatenate(columns), np.concatenate(values), np.array(owner), np.array(right)
        )

    def weights(self, fitted: Floats) -> dict[str, Any]:
        """Return the weights that matter, by name."""
        names = (*self.features, *self.parts)
        plain = {name: round(float(w), 3) for name, w in zip(names, fitted, strict=False) if abs(w) >= LEAST_WEIGHT}
        crossed: dict[str, dict[str, float]] = {}
        square = fitted[self.plain :].reshape(len(self.parts), len(self.cues))
        for part, row in zip(self.parts, square, strict=True):
            kept = {c: round(float(w), 3) for c, w in zip(self.cues, row, strict=True) if abs(w) >= LEAST_WEIGHT}
            if kept:
                crossed[part] = kept
        return {"features": plain, "crossed": crossed}


def logits(table: Table, weights: Floats) -> Floats:
    """Return the (rows,) logits."""
    return np.asarray(np.bincount(table.rows, table.values * weights[table.columns], minlength=len(table.right)), float)


def softmax(table: Table, scores: Floats) -> Floats:
    """Return the (rows,) shares of each candidate among those of its question."""
    top = np.full(table.questions[-1] + 1, -np.inf)
    np.maximum.at(top, table.questions, scores)
    shares = np.exp(scores - top[table.questions])
    return shares / np.bincount(table.questions, shares)[table.questions]


def fit(table: Table, names: Names) -> Floats:
    """Return the (columns,) weights that give the right candidates the greatest share, by Adam on all questions."""
    prior = names.prior()
    ridge = np.full(names.width, CROSSED_RIDGE)
    ridge[: names.plain] = RIDGE
    hits = np.bincount(table.questions, table.right, minlength=table.questions[-1] + 1)
    known = (hits > 0)[table.questions]
    weights = prior.copy()
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for epoch in range(1, EPOCHS + 1):
        shares = softmax(table, logits(table, weights))
        held = np.where(table.right, shares, 0.0)
        target = held / np.maximum(1e-12, np.bincount(table.questions, held))[table.questions]
        pull = np.where(known, shares - target, 0.0)
        slope = np.bincount(table.columns, table.values * pull[table.rows], minlength=names.width)
        gradient = slope + ridge * (weights - prior)
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        step = first / (1 - 0.9**epoch) / (np.sqrt(second / (1 - 0.99**epoch)) + 1e-8)
        weights -= RATE * (1 - epoch / (EPOCHS + 1)) * step
    return weights


def accuracy(table: Table, weights: Floats, results: Ints, questions: int) -> float:
    """Return the share of questions that are answered by the best candidate of the result that has the most votes.

    `results` says of each row which result it gives; the votes of a row are its share.
    """
    shares = softmax(table, logits(table, weights))
    keys = [(int(owner), int(gave)) for owner, gave in zip(table.questions, results, strict=True)]
    votes: defaultdict[tuple[int, int], float] = defaultdict(float)
    for key, share in zip(keys, shares, strict=True):
        votes[key] += float(share)
    best: dict[int, int] = {}
    for row in sorted(range(len(keys)), key=lambda row: (votes[keys[row]], shares[row])):
        best[keys[row][0]] = row
    return sum(bool(table.right[row]) for row in best.values()) / questions


def validate(questions: Sequence[Question], folds: int) -> Iterator[tuple[int, float, float]]:
    """Yield, for each fold by database, how many questions it has, and the accuracy before and after learning."""
    for fold in range(1, folds + 1):
        held = [each for each in questions if in_fold(each.db_id, fold, folds)]
        others = [each for each in questions if each not in held and each.rows]
        names = Names(others)
        weights = fit(names.table(others), names)
        asked = [each for each in held if each.rows]
        table = names.table(asked)
        results = np.array([row.result for each in asked for row in each.rows])
        before, after = (accuracy(table, w, results, len(held)) for w in (names.prior(), weights))
        yield len(held), before, after


def main(arguments: Sequence[str]) -> None:
    """Gather candidates, or fit to what was gathered."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.sql_rank", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    asked = commands.add_parser("gather")
    asked.add_argument("folder", type=Path)
    asked.add_argument("out", type=Path)
    asked.add_argument("--limit", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=3)
    asked.add_argument("--fold", default="1/1")
    asked.add_argument("--ingested", type=Path, required=True, help="a folder that keeps the ingested databases")
    learned = commands.add_parser("fit")
    learned.add_argument("rows", type=Path, nargs="+")
    learned.add_argument("--out", type=Path, required=True)
    learned.add_argument("--folds", type=int, default=2)
    given = parser.parse_args(arguments)
    if given.command == "gather":
        given.ingested.mkdir(parents=True, exist_ok=True)
        questions = list(gathered(given.folder, given.fold, given.limit, given.seed, given.ingested))
        given.out.write_bytes(pickle.dumps(questions))
        return
    console = Console(highlight=False)
    questions = [each for path in given.rows for each in pickle.loads(path.read_bytes())]  # noqa: S301 - our own file
    for fold, (count, before, after) in enumerate(validate(questions, given.folds), 1):
        console.print(f"fold {fold}/{given.folds}: {count} questions, {before:.3f} before, {after:.3f} after")
    known = [each for each in questions if each.rows]
    names = Names(known)
    given.out.write_text(json.dumps(names.weights(fit(names.table(known), names))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
