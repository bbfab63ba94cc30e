"""Proposes statements for a question: the grammar's reading of each choice of senses, and other readings of those."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from agent.reasoner.embedded.sql.build import Builder, NotConnectedError, favoured
from agent.reasoner.embedded.sql.features import Features, cues, linking, shape
from agent.reasoner.embedded.sql.ir import Agg, Query
from agent.reasoner.embedded.sql.parse import parse
from agent.reasoner.embedded.sql.possible import possible
from agent.reasoner.embedded.sql.rank import cost, says_no, says_several
from agent.reasoner.embedded.sql.senses import choose
from agent.reasoner.embedded.sql.tagged import Tagged, tag
from agent.reasoner.embedded.sql.variants import variants
from tools.sql.catalog import Catalog
from tools.sql.joins import JoinGraph
from tools.sql.link import SchemaLink

_DATES = 2
"""Columns of dates that are tried where the question does not say which one it means."""

_CHOICES = 5
"""Choices of senses that are read."""

_COSTS = {"apart": 0.6, "parent": 0.5}
"""What it costs to leave out tables that are named, and to read the name of a row as that of the row it refers to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A statement, and what the ranker is told of it."""

    query: Query
    cost: float
    """What it leaves unread of the question; 0 for nothing."""
    features: Features = field(default_factory=dict)
    cues: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


class Proposer:
    """Proposes queries over one database, and writes them."""

    def __init__(self, catalog: Catalog) -> None:
        """Take the tables that may be asked about."""
        self._catalog = catalog
        self._joins = JoinGraph(catalog)

    def __call__(self, linked: SchemaLink) -> Iterator[Proposal]:
        """Yield queries, the likelier choices of senses first; the same one may come more than once."""
        for place, senses in enumerate(choose(linked, self._catalog, self._joins, limit=_CHOICES)):
            tagged = tag(linked, senses)
            for dated in range(_DATES):
                about = {"fit": senses.score, "choice": float(place), "dated": float(dated)}
                yield from self._readings(tagged, about)

    def _readings(self, tagged: Tagged, about: Features) -> Iterator[Proposal]:
        parsed = parse(tagged, self._catalog, self._joins, dated=int(about["dated"]))
        if parsed is None:
            return
        query, sketch = parsed
        said = cues(tagged)
        says = {"denies": says_no(tagged.text), "several": says_several(tagged.text)}
        for variant in variants(_without_count_of_one(query), self._catalog, **says):
            if not possible(variant.query):
                continue
            unread = cost(sketch, variant.query) + sum(_COSTS.get(edit, 0.0) for edit in variant.edits)
            features = {**about, "cost": unread, **linking(tagged, sketch, variant.query)}
            features |= {f"edit {edit}": 1.0 for edit in variant.edits}
            yield Proposal(query=variant.query, cost=unread, features=features, cues=said, parts=shape(variant.query))

    def writer(self, linked: SchemaLink) -> Callable[[Query], str]:
        """Return what writes the queries of a question; empty for one whose tables no keys connect."""
        build = Builder(self._catalog, self._joins, favoured(linked, self._catalog))

        def write(query: Query) -> str:
            try:
                return build(query).sql(dialect="duckdb")
            except NotConnectedError:
                return ""

        return write


def _without_count_of_one(query: Query) -> Query:
    """Drop a count of rows beside a column where a condition leaves one row: `how many times did X fly`."""
    counts = [item for item in query.select if item.agg is Agg.COUNT and item.column is None]
    others = tuple(item for item in query.select if item not in counts)
    tables = {table for item in others for table in item.tables}
    pinned = any(
        len(group) == 1
        and group[0].op == "="
        and (column := group[0].item.column)
        and column.unique
        and {column.table} == tables
        for group in query.where
    )
    return replace(query, select=others, group=()) if counts and others and pinned else query
