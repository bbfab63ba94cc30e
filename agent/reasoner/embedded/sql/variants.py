"""Other readings of a query: each changes one thing that English leaves open, and says which.

`How many hours did each student play` may count rows or add hours up; `the parties of the delegates` may be shown by
their keys or by their names. The grammar takes the likelier reading; the ranker decides between it and these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agent.reasoner.embedded.sql.edits import arranged, shown, tested
from agent.reasoner.embedded.sql.ir import Query
from tools.sql.catalog import Catalog


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """A query and the changes that made it."""

    query: Query
    edits: tuple[str, ...] = ()


Edit = Callable[[Query, Catalog], Iterator[Query]]


def variants(query: Query, catalog: Catalog, *, denies: bool, several: bool = True) -> Iterator[Variant]:
    """Yield a query as it is, then what one change makes of it.

    Args:
        query: The likelier reading.
        catalog: The tables.
        denies: Whether the question says no somewhere: rows may have to be taken away.
        several: Whether it puts things side by side: one of two tests may be enough, or both be asked for.
    """
    yield Variant(query=query)
    for name, edit in (*EDITS.items(), *(DENIALS.items() if denies else ())):
        for changed in edit(query, catalog) if several or name not in ALTERNATIVES else ():
            if changed != query:
                yield Variant(query=changed, edits=(name,))


EDITS: dict[str, Edit] = {
    "drop_item": shown.drop_item,
    "named": shown.named,
    "drop_table": arranged.drop_table,
    "distinct": shown.distinct,
    "count_once": shown.count_once,
    "add_up": shown.add_up,
    "show_count": shown.show_count,
    "show_ordered": shown.show_ordered,
    "show_group": shown.show_group,
    "show_name": shown.show_name,
    "regroup": arranged.regroup,
    "both": tested.both,
    "order_sum": arranged.order_sum,
    "all_tied": arranged.all_tied,
    "of_commonest": arranged.of_commonest,
    "parent": tested.parent,
    "apart": arranged.apart,
}
"""What may be changed, by the name that the ranker knows it by."""

DENIALS: dict[str, Edit] = {"never": tested.never, "childless": tested.childless, "except": tested.take_away}
"""What may be changed in a question that says no."""

ALTERNATIVES = frozenset({"both"})
"""What is changed only in a question that puts things side by side."""
