"""What speaks for a question's reading a table or a column, as numbers that a fitted model weighs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tools.sql.link import SchemaLink
from tools.sql.mention import Mention

RIVAL = 0.95
"""Share of the best score of a mention from which another reading of it is as likely."""

SURE = 0.8
"""Score from which a reading names something surely."""


class TableSignals(NamedTuple):
    """What speaks for a table; the weights have the same form. Scores and shares are in [0, 1]."""

    named: float
    """Best score of a mention of its name."""
    read: float
    """Best score of any reading, also of words that a longer mention covers."""
    alone: float
    """Best score of a reading, divided among the tables that are as likely."""
    column: float
    """As `named`, `read` and `alone`, for its columns; there, a column of another table is a rival."""
    column_read: float
    column_alone: float
    mentions: float
    """Mentions that may name a column of it, a quarter each."""
    value: float
    """Best score of a mention of one of its values."""
    said: float
    """Share of its name's words that the question says, also by synonyms."""
    between: float
    """Whether it lies on the joins of the tables that are named surely."""
    flanked: float
    """Evidence for the second likeliest of the tables that it has keys with."""
    few: float
    """One divided by the tables of the database."""
    relative: float
    """Its evidence as a share of that of the likeliest table."""
    first: float
    """Whether no table is likelier."""


class ColumnSignals(NamedTuple):
    """What speaks for a column; the weights have the same form. `table` is how likely its table is read."""

    named: float
    """As for a table."""
    read: float
    alone: float
    words: float
    """Most words of a reading that names it surely."""
    value: float
    hinted: float
    """Whether an adjective, verb or question word is about it."""
    said: float
    """Share of the words of its name, but those of its table's, that the question says."""
    label: float
    """Whether it is a name or title."""
    refers: float
    """How likely the likeliest table is that it refers to."""
    referred: float
    """How likely the likeliest table is that refers to it."""
    table: float
    key: float
    """`table` if it is part of the primary key."""
    measure: float
    """`table` if it holds numbers and the question measures."""
    date: float
    """`table` if it holds times and the question is about times."""
    within: float
    """Whether a number of the question lies in its range."""
    only: float
    """One divided by the columns of that name."""
    leading: float
    """Whether it is the first of its table."""
    number: float
    """Whether it holds numbers."""
    narrow: float
    """`table` divided by its columns."""
    table_refers: float
    """`table` times `refers`: how likely a join along this key is."""
    table_referred: float
    table_said: float
    """`table` times the share of all words of its name that the question says."""
    table_read: float
    table_squared: float


@dataclass(slots=True)
class Best:
    """The best scores that the readings of a question give to one thing."""

    named: float = 0.0
    read: float = 0.0
    alone: float = 0.0
    value: float = 0.0
    mentions: int = 0
    words: int = 0


NOTHING = Best()


class Readings:
    """The best scores of each table, of the columns of each table, and of each column that some reading names."""

    def __init__(self, link: SchemaLink) -> None:
        tables: defaultdict[str, Best] = defaultdict(Best)
        through: defaultdict[str, Best] = defaultdict(Best)
        columns: defaultdict[tuple[str, str], Best] = defaultdict(Best)
        kept = {(mention.start, mention.end) for mention in link.mentions}
        for mention in link.readings:
            told = (mention.start, mention.end) in kept
            _read_tables(mention, tables, told=told)
            _read_columns(mention, columns, through, told=told)
            for value, score in mention.values if told else ():
                for best in (columns[value.table, value.column], through[value.table]):
                    best.value = max(best.value, score)
        self.tables: Mapping[str, Best] = dict(tables)
        self.through: Mapping[str, Best] = dict(through)
        """By a table's name, what its columns and their values have."""
        self.columns: Mapping[tuple[str, str], Best] = dict(columns)

    def evidence(self, table: str) -> float:
        """Return how much speaks for a table by itself, in [0, 1]."""
        own, held = self.tables.get(table, NOTHING), self.through.get(table, NOTHING)
        return max(own.named, 0.6 * own.read, 0.7 * held.named, 0.9 * held.value, held.alone)


def _read_tables(mention: Mention, tables: Mapping[str, Best], *, told: bool) -> None:
    best = mention.tables[0][1] if mention.tables else 0.0
    for table, score in mention.tables:
        _note(tables[table], score, best=best, rivals=len(mention.tables), words=mention.end - mention.start, told=told)


def _read_columns(
    mention: Mention, columns: Mapping[tuple[str, str], Best], through: Mapping[str, Best], *, told: bool
) -> None:
    best = mention.columns[0][1] if mention.columns else 0.0
    likely = [column for column, score in mention.columns if score >= RIVAL * best]
    owners = len({column.table for column in likely})
    words = mention.end - mention.start
    for column, score in mention.columns:
        _note(columns[column.table, column.name], score, best=best, rivals=len(likely), words=words, told=told)
        _note(through[column.table], score, best=best, rivals=owners, words=words, told=False)
        if told:
            through[column.table].named = max(through[column.table].named, score)
    for table in {column.table for column, _ in mention.columns} if told else ():
        through[table].mentions += 1


def _note(held: Best, score: float, *, best: float, rivals: int, words: int, told: bool) -> None:
    held.read = max(held.read, score)
    if told:
        held.named = max(held.named, score)
        held.mentions += 1
    if score >= RIVAL * best:
        held.alone = max(held.alone, score / rivals)
    if score >= SURE:
        held.words = max(held.words, words)
