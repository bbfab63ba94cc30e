"""The graph and the tables as the router sees them: a hop is tried where its entities are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import sqrt

from agent.reasoner.embedded.decompose import Hop
from agent.reasoner.embedded.forms import fits, is_figure
from agent.reasoner.embedded.nouns import is_plural
from agent.reasoner.embedded.route import Known, Route, fill
from agent.reasoner.embedded.sql.lookup import RowLookup
from agent.reasoner.embedded.sql_writer import SqlWriter
from agent.schema import PLACEHOLDER
from retrievers.errors import ToolError
from retrievers.graph.ask.answers import PathAnswer, traces
from retrievers.graph.ask.paths import PathSearch
from retrievers.graph.ask.trust import trust
from retrievers.graph.store.triples import GraphStore
from retrievers.graph.walk.fit import head_noun
from retrievers.graph.walk.trace import Path, certainty, read_from_texts
from retrievers.reading.precision import has_day, wants_day
from retrievers.reading.query import read_query
from retrievers.schema import AnswerType
from tools.sql.catalog import Catalog
from tools.sql.engine import Rows
from tools.sql.link import link
from tools.sql.tool import first_column

_UNTRIED = 0.75
"""What the fit of a relation or column counts while the entity it is asked of is not known."""
_COARSE = 0.45
"""What a year counts where a day is asked for."""
_LITERAL = 0.7
"""What the name of a relation counts where a number or date is asked for: it may lead to a node."""
_WHOLE_GRAPH = 0.5
_WHOLE_TABLES = 0.5
"""Least strength with which a source takes an undivided question."""
_MANY_HOPS = 0.8
"""The same for the tables and a question of several hops, whose words one statement seldom accounts for."""
_TOO_MANY = 0.6
"""What several rows count where one is asked for: something that was to limit them was not understood."""
_DENIES = 0.5
"""Confidence below which texts may affirm what the graph does not have."""
_MOST = 20
"""Values of a trial that are told."""
Run = Callable[[str], Rows]
"""Runs a checked statement."""


class GraphSource:
    """The graph: a hop fits if the node it names has a relation of that name."""

    tool = "graph"

    def __init__(self, search: PathSearch, *, partial: bool = False, alone: bool = False) -> None:
        """Look paths up with `search`; what a `partial` graph has read from texts is less than these say.

        It takes a hop only where it was tried, and where a path that stands on texts leaves nothing of its question
        open. `alone` says that there are no texts at all.
        """
        self._search = search
        self._partial = partial
        self._alone = alone

    def route(self, hop: Hop, known: Known) -> Route | None:
        """Look the hop up; while its entity is unknown, judge by the relation's name alone."""
        asked = fill(hop.question, known)
        if PLACEHOLDER.search(asked):
            if self._partial:
                return None
            fit = self._relation_fit(hop) * (_LITERAL if hop.expects in {AnswerType.NUMBER, AnswerType.DATE} else 1.0)
            return self._route(hop.question, fit * _UNTRIED, (), "a relation of that name") if fit else None
        return self._tried(asked, hop.question, hop.expects)

    def whole(self, question: str, hops: Sequence[Hop]) -> Route | None:
        """Take a question whose every word a chain of relations answers to; without texts, any that has a path."""
        expects = hops[-1].expects if hops else None
        found = self._tried(question, question, expects, entirely=not self._alone)
        if found is None or self._alone:
            return found
        return found if len(hops) > 1 and found.strength >= _WHOLE_GRAPH else None

    def _tried(self, asked: str, question: str, expects: AnswerType | None, *, entirely: bool = False) -> Route | None:
        """Look a question up; where it is to be answered `entirely`, a path that leaves something open is none."""
        answers = self._search(asked, expects=expects, k=1)
        if not answers or answers[0].says_nothing:
            return None
        if answers[0].denies and answers[0].confidence < _DENIES and not self._alone:
            return None
        names = _values(answers[0], self._search.graph)
        if not fits(names[0], expects):
            return None
        paths = self._paths(answers[0])
        partial = self._partial and read_from_texts(self._search.graph, paths)
        if (entirely or partial) and trust(asked, answers[0]) < 1:
            return None
        # The estimate is strict: of paths that it gives one chance in four, most that name a node are right.
        strength = sqrt(answers[0].confidence * certainty(self._search.graph, paths)) * (
            _COARSE if wants_day(asked) and not (names and has_day(names[0])) else 1.0
        )
        return self._route(question, strength, names, "a path of the graph", partial=partial)

    def _paths(self, answer: PathAnswer) -> list[Path]:
        """Return the paths that lead to the first answer, and what it was compared by."""
        first = traces(answer, self._search.finder.steps, self._search.graph, 1)
        return [path for paths in first for path in paths]

    def _route(
        self, text: str, strength: float, values: tuple[str, ...], reason: str, *, partial: bool = False
    ) -> Route:
        return Route(tool=self.tool, input=text, strength=strength, values=values, reason=reason, partial=partial)

    def _relation_fit(self, hop: Hop) -> float:
        """Return the share of the hop's relation words that name a relation of the graph."""
        query = read_query(hop.question)
        words = [word for word in hop.relation.lower().split() if len(word) > 2] or list(query.content)
        known = [word for word in words if self._search.finder.matcher.knows(word)]
        return len(known) / len(words) if words else 0.0


def _values(answer: PathAnswer, graph: GraphStore) -> tuple[str, ...]:
    """Return the first answers as text; yes or no where it is asked if something is so."""
    if answer.confirms or answer.denies:
        return ("yes" if answer.confirms else "no",)
    return tuple(answer.names(graph)[:_MOST])


class TableSource:
    """The tables: a hop fits if a statement can be written for it that returns something new."""

    tool = "sql"

    def __init__(
        self, writer: SqlWriter, catalog: Catalog, run: Run, lookup: RowLookup, *, searched: bool = False
    ) -> None:
        """Try hops with `writer` on the tables of `catalog`; `run` runs what it writes, `lookup` knows the columns.

        Where rows are `searched` like documents as well, a hop whose entity is not known yet is left to the search,
        which finds it in rows and texts alike: among many tables some always has a column of the right name.
        """
        self._searched = searched
        self._writer = writer
        self._lookup = lookup
        self._catalog = catalog
        self._run = run

    def route(self, hop: Hop, known: Known) -> Route | None:
        """Write and run a statement; while its entity is unknown, judge by the columns that the hop names."""
        if all(known.get(name) for name in PLACEHOLDER.findall(hop.question)):
            asked = PLACEHOLDER.sub(lambda m: _quoted(known[m[1]], chosen=_is_choice(hop.question)), hop.question)
            bound = asked != hop.question
            return self._tried(asked, hop.question, hop.expects, bound=bound, chosen=_is_choice(hop.question))
        strength = 0.0 if self._searched else self.column_fit(hop.question) * _UNTRIED
        if strength <= 0:
            return None
        return Route(tool=self.tool, input=hop.question, strength=strength, reason="columns of that name")

    def whole(self, question: str, hops: Sequence[Hop]) -> Route | None:
        """Take a question that one statement answers."""
        found = self._tried(question, question, hops[-1].expects if hops else None, nested=len(hops) > 1)
        least = _MANY_HOPS if len(hops) > 1 else _WHOLE_TABLES
        return found if found is not None and found.strength >= least else None

    def column_fit(self, question: str) -> float:
        """Return how much of a question with placeholders the columns explain, in [0, 1]."""
        masked = PLACEHOLDER.sub("it", question)
        linked = link(masked, self._catalog)
        return max(linked.strength if linked.columns else 0.0, self._lookup.fit(masked))

    def _tried(
        self,
        asked: str,
        question: str,
        expects: AnswerType | None,
        *,
        bound: bool = False,
        nested: bool = False,
        chosen: bool = False,
    ) -> Route | None:
        """Return the route of a question whose statement gives values of the kind asked for, not named in it.

        With `bound`, the statement must make use of a value; with `chosen`, it is to choose among values that it names.
        """
        draft = self._writer.write(asked, nested=nested)
        if not draft.sql or (bound and not narrows(draft.sql)):
            return None
        values = self._values(draft.sql)
        said = asked.casefold()
        if values[:1] == ("0",):  # nothing fitted what was counted: more likely misread than none
            return None
        named = all(value.casefold() in said for value in values)
        if not values or not fits(values[0], expects) or (named and (len(values) > 1 or not chosen)):
            return None
        if is_figure(values[0]) and expects not in {AnswerType.NUMBER, AnswerType.DATE, None}:
            return None
        strength = sqrt(draft.confidence)  # strict in the same way as the graph's
        if len(values) > 1 and _asks_for_one(question):
            strength *= _TOO_MANY
        return Route(
            tool=self.tool, input=question, strength=strength, values=values, reason="a statement over the tables"
        )

    def _values(self, sql: str) -> tuple[str, ...]:
        try:
            return first_column(self._run(sql))
        except ToolError:
            return ()


def _asks_for_one(question: str) -> bool:
    """Whether a question asks for one thing by a noun in the singular: `which album is named after an inn`."""
    noun, governed = head_noun(question)
    return governed and not is_plural(noun)


def _is_choice(question: str) -> bool:
    """Whether a question asks for one of the values of an earlier hop: `which of #E1 was born last`."""
    return re.match(r"(?:who|which|what) of #E\d+ ", question, re.IGNORECASE) is not None


def _quoted(values: Sequence[str], *, chosen: bool) -> str:
    """Write the first value in quotes; where one of them is to be chosen, all."""
    return " or ".join(f'"{value}"' for value in (values[:_CHOICES] if chosen else values[:1]))


_CHOICES = 20
"""Most values among which one is chosen."""


def narrows(sql: str) -> bool:
    """Whether a statement compares with a literal text."""
    return bool(re.search(r"\bwhere\b.*'", sql, re.IGNORECASE | re.DOTALL))
