"""What a knowledge base holds, in a few lines that fit a prompt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retrievers.schema import Frozen


class ColumnCard(Frozen):
    """One column of a user's table."""

    name: str
    type: str
    """The DuckDB type: `VARCHAR`, `BIGINT`, `DATE`, ..."""
    description: str = ""


class TableCard(Frozen):
    """One of the user's tables."""

    name: str
    columns: tuple[ColumnCard, ...]
    rows: int
    description: str = ""
    source: str = ""
    """The file it was read from."""


class KnowledgeCard(Frozen):
    """Counts, tables, relations and examples of what the texts are about."""

    documents: int = 0
    passages: int = 0
    triples: int = 0
    tables: tuple[TableCard, ...] = ()
    relations: tuple[str, ...] = ()
    """Names of the graph's relations, the most frequent first."""
    titles: tuple[str, ...] = ()
    """A sample of document titles, spread evenly."""

    def text(self, *, limit: int = 4000, brief: bool = False) -> str:
        """Return the card in at most `limit` characters; lines that do not fit are counted, not shown.

        A `brief` card leaves out the tables and relations, for readers who are told of them otherwise.
        """
        lines = [*self._texts(), *(() if brief else self._structures())]
        kept = list(that_fit(lines, limit - 40))
        if len(kept) < len(lines):
            kept.append(f"... and {len(lines) - len(kept)} more lines")
        return "\n".join(kept)

    def _texts(self) -> Iterator[str]:
        texts = f"{self.documents} documents in {self.passages} passages"
        yield f"{texts}, {len(self.tables)} tables, {self.triples} triples."
        if self.titles:
            yield f"Document titles, for example: {'; '.join(self.titles)}."

    def _structures(self) -> Iterator[str]:
        for table in self.tables:
            columns = ", ".join(f"{column.name} {column.type}" for column in table.columns)
            about = f" -- {table.description}" if table.description else ""
            yield f"Table {table.name} ({columns}), {table.rows} rows{about}"
        if self.relations:
            yield f"Graph relations: {', '.join(self.relations)}."


def that_fit(lines: Iterable[str], limit: int) -> Iterator[str]:
    """Yield the first lines that have `limit` characters together, line ends included."""
    used = 0
    for line in lines:
        used += len(line) + 1
        if used > limit:
            return
        yield line
