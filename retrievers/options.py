"""How a knowledge base is made of its sources: kept from one index to the next until it is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import field_validator

from retrievers import splitting as cutting
from retrievers.decisions import Decisions
from retrievers.languages import languages_of
from retrievers.schema import Frozen
from retrievers.splitting import Splitting

TableFacts = Literal["none", "links", "all"]
TableText = Literal["none", "rows"]


class Options(Frozen):
    """What decides, beside the sources and the embedder, what a knowledge base holds."""

    splitting: Splitting = cutting.DEFAULT
    languages: tuple[str, ...] = ()
    """Those of the texts, the likeliest first, given by code or name; if there are none, each text's is told from all
    that are known. `UserError` for one that is not known."""
    table_facts: TableFacts = "links"
    """What of tables goes into the graph: rows as entities with the `links` between them, with `all` their short values
    as well, or `none`."""
    table_text: TableText = "none"
    """What of tables is searched like documents: the `rows` of each, with the names of their columns, or `none`."""
    merges: Decisions = Decisions()
    """What the user decided of which names are of one thing."""

    facts: bool = False
    """Whether the graph also holds what plain documents state, read with patterns."""

    @field_validator("languages")
    @classmethod
    def _by_name(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        return languages_of(languages)


DEFAULT = Options()


def changed(
    before: Options,
    *,
    splitting: Mapping[str, int] | None = None,
    languages: Sequence[str] | None = None,
    facts: bool | None = None,
    table_facts: TableFacts | None = None,
    table_text: TableText | None = None,
    merges: Decisions | None = None,
) -> Options:
    """Return `before` with what is given: fields of `Splitting`, languages by code or name, or `auto` alone, and facts.

    `UserError` if documents cannot be cut so, or if a language is not known.
    """
    return Options(
        splitting=cutting.changed(before.splitting, splitting or {}),
        languages=before.languages if languages is None else tuple(languages),
        facts=before.facts if facts is None else facts,
        table_facts=before.table_facts if table_facts is None else table_facts,
        table_text=before.table_text if table_text is None else table_text,
        merges=before.merges if merges is None else merges,
    )
