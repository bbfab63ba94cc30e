"""Fit how candidates of the embedded SQL writer are ranked: `python -m evals.training.sql_rank gather|fit`.

`gather FOLDER OUT` asks questions whose right statements are known, runs what the writer's grammar proposes and keeps
for every candidate its features and whether it gives what the gold statement gives. `fit ROWS...` fits the ranker to
them, first with folds by database (what is printed is measured on databases that were not fitted on), then to all.

FOLDER has the layout of Spider: `questions.jsonl` and `database/*.sqlite`. The model is a softmax over the candidates
of a question whose logits are linear in the features of `agent.reasoner.embedded.sql.features`.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from agent.reasoner.embedded.sql.features import Features, outcome
from agent.reasoner.embedded.sql.plainer import plainer
from agent.reasoner.embedded.sql.propose import Proposer
from agent.reasoner.embedded.sql.ranker import Ranker, shipped
from agent.reasoner.embedded.sql.variants import DENIALS, EDITS
from evals.bench.sql import Database, draw, in_fold, read_questions
from evals.training.logistic import Floats
from retrievers.errors import ToolError
from tools.sql.link import link

MOST = 16
"""Candidates of one question that are run."""
LEAST_SAID = 25
"""Questions in which a word or pair must occur to be weighed."""
RIDGE = 1.0
"""Penalty on the square of a feature's weight, from what is written in `PRIOR`."""
CROSSED_RIDGE = 3.0
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


@dataclass(frozen=True, slots=True)
class Question:
    """The candidates of one question."""

    db_id: str
    question: str
    rows: tuple[Row, ...]


def gather(database: Database, proposer: Proposer, db_id: str, question: str, query: str, ranker: Ranker) -> Question:
    """Run what the grammar proposes for a question; what does not run is left out."""
    linked = link(plainer(question), database.catalog)
    write, fits = proposer.writer(linked), database.judge(query)
    proposals = [(ranker.weigh(p.features) + ranker.match(p.cues, p.parts), p) for p in proposer(linked)]
    proposals.sort(key=lambda pair: -pair[0])
    rows: dict[str, Row] = {}
    for _, proposal in proposals:
        sql = write(proposal.query)
        if not sql or sql in rows:
            continue
        try:
            found = database.trial(sql)
        except ToolError:
            continue
        rows[sql] = Row(sql, proposal.features, proposal.cues, proposal.parts, outcome(found), fits(sql))
        if len(rows) == MOST:
            break
    return Question(db_id, question, tuple(rows.values()))


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
        owner, right = [], []
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

    def weights(self, fitted: Floats) -> dict[str, object]:
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
    return np.bincount(table.rows, table.values * weights[table.columns], minlength=len(table.right))


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
        gradient = np.bincount(table.columns, table.values * pull[table.rows], minlength=names.width)
        gradient += ridge * (weights - prior)
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        step = first / (1 - 0.9**epoch) / (np.sqrt(second / (1 - 0.99**epoch)) + 1e-8)
        weights -= RATE * (1 - epoch / (EPOCHS + 1)) * step
    return weights


def accuracy(table: Table, weights: Floats, questions: int) -> float:
    """Return the share of questions whose candidate with the greatest logit is right."""
    scores = logits(table, weights)
    best: dict[int, int] = {}
    for row in np.argsort(scores, kind="stable"):
        best[int(table.questions[row])] = int(row)
    return sum(bool(table.right[row]) for row in best.values()) / questions
