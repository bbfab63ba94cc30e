"""The solutions of a pattern: its triples joined one after the other, the most selective first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrievers.errors import ToolError
from retrievers.graph.link.mentions import MentionLinker
from retrievers.graph.pattern.query import Condition, Query, Term, Variable
from retrievers.graph.pattern.resolve import Resolved, resolve
from retrievers.graph.pattern.table import Table
from retrievers.graph.pattern.values import holds, order_of
from retrievers.graph.store.steps import Steps
from retrievers.graph.store.triples import GraphStore


@dataclass(frozen=True, kw_only=True, eq=False)
class Solutions:
    """What a pattern matches."""

    variables: tuple[str, ...]
    """Those wanted."""
    nodes: npt.NDArray[np.int64]
    """(solutions, variables) a node each; distinct rows if the query wants these."""
    edges: npt.NDArray[np.int64]
    """(solutions, statements) the edges that show it, in the order of the statements."""
    count: int
    """How many there are, before any limit: of the distinct rows, if the query wants these."""
    read_as: tuple[str, ...]
    """The statements as they were understood."""


def solve(
    query: Query, graph: GraphStore, linker: MentionLinker, steps: Steps, *, check: Callable[[], None] = lambda: None
) -> Solutions:
    """Find the solutions of a query.

    `check` is called between joins and may raise. `ToolError` if a name is not in the graph, if a pattern joins too
    much, or if nothing matches; a query that asks for existence or number has an empty answer instead of the last.
    """
    resolved = [resolve(statement, graph, linker) for statement in query.statements]
    table = Table.of_names(resolved)
    waiting = list(query.conditions)
    pending = dict(enumerate(resolved))
    while pending:
        check()
        place = min(pending, key=lambda i: (table.expansion(graph, steps, pending[i]), i))
        statement = pending.pop(place)
        joined = table.join(graph, steps, place, statement)
        if not len(joined) and not (query.asks or query.counts):
            raise ToolError(_nothing(query, statement, pending, table))
        table = joined
        table = _filtered(table, graph, waiting, query)
    return _projected(query, graph, table, resolved)


def _filtered(table: Table, graph: GraphStore, waiting: list[Condition], query: Query) -> Table:
    """Apply the conditions whose variables are known, and take them off the list."""
    for condition in [c for c in waiting if _is_known(table, c.left) and _is_known(table, c.right)]:
        waiting.remove(condition)
        keep = _holding(table, graph, condition)
        if len(table) and not keep.any() and not (query.asks or query.counts):
            raise ToolError(f"Nothing that the pattern matches passes `{condition}`; leave it out to see what does.")
        table = table.rows(keep)
    return table


def _is_known(table: Table, term: Term) -> bool:
    return not isinstance(term, Variable) or term.name in table.columns


def _holding(table: Table, graph: GraphStore, condition: Condition) -> npt.NDArray[np.bool_]:
    """Return which rows pass a condition; equal pairs of nodes are compared once."""
    sides = [
        table.columns[term.name] if isinstance(term, Variable) else np.full(len(table), -1)
        for term in (condition.left, condition.right)
    ]
    if not len(table):
        return np.zeros(0, np.bool_)
    pairs, inverse = np.unique(np.stack(sides, 1), axis=0, return_inverse=True)
    written = [getattr(term, "text", "") for term in (condition.left, condition.right)]
    passed = [
        holds(
            graph.name(left) if left >= 0 else written[0],
            condition.operator,
            graph.name(right) if right >= 0 else written[1],
        )
        for left, right in pairs.tolist()
    ]
    return np.asarray(passed, np.bool_)[inverse.reshape(-1)]


def _projected(query: Query, graph: GraphStore, table: Table, resolved: list[Resolved]) -> Solutions:
    """Order, project and cut the rows."""
    wanted = query.wanted or tuple(name for name in query.variables if not name.startswith("_"))
    if query.order is not None:
        name, descending = query.order
        keys = [order_of(graph.name(node)) for node in table.columns[name].tolist()]
        ranks = sorted(range(len(keys)), key=keys.__getitem__, reverse=descending)
        table = table.rows(np.asarray(ranks, np.int64))
    nodes = np.stack([table.columns[name] for name in wanted], 1) if wanted else np.empty((len(table), 0), np.int64)
    edges = np.stack([table.edges[place] for place in range(len(resolved))], 1)
    if query.distinct and wanted:
        _, first = np.unique(nodes, axis=0, return_index=True)
        kept = np.sort(first)
        nodes, edges = nodes[kept], edges[kept]
    count = len(nodes)
    stop = None if query.limit is None else query.offset + query.limit
    return Solutions(
        variables=wanted,
        nodes=nodes[query.offset : stop],
        edges=edges[query.offset : stop],
        count=count,
        read_as=tuple(statement.read_as(graph) for statement in resolved),
    )


def _nothing(query: Query, statement: Resolved, pending: dict[int, Resolved], table: Table) -> str:
    tried = len(query.statements) - len(pending)
    if tried == 1:
        return f"The graph has nothing like `{statement.written}`; turn it round, or look with `schema` what there is."
    return (
        f"Nothing that the other triples match ({len(table)} so far) has `{statement.written}`; "
        "turn it round, or leave it out."
    )
