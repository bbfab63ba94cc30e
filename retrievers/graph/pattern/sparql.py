"""The part of SPARQL that asks for triples: SELECT, COUNT and ASK over a basic graph pattern with comparisons.

Names are matched to the graph as loosely as elsewhere: an IRI or a prefixed name by its last part. Solutions are
distinct whether or not DISTINCT is written. Nothing writes, fetches or recurses; what is not read is refused by name.
"""

from __future__ import annotations

import re

from retrievers.errors import ToolError
from retrievers.graph.pattern.query import OPERATORS, Condition, Name, Query, Statement, Term, Variable
from retrievers.graph.store.names import local_name

_TOKEN = re.compile(
    r"""\s+|\#[^\n]*
    |(?P<iri><[^<>\s]*>)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(?:@[\w-]+|\^\^(?:<[^<>\s]*>|[\w-]*:[\w-]+))?
    |[?$](?P<variable>[A-Za-z_]\w*)
    |(?P<number>[+-]?\d+(?:\.\d+)?)
    |(?P<word>[A-Za-z_][\w-]*(?::[\w%-]+(?:\.[\w%-]+)*)?:?|:[\w%-]+)
    |(?P<mark>&&|\|\||!=|<=|>=|[{}().;,*=<>^/|+!?])""",
    re.VERBOSE,
)
_ALLOWED = "triples, FILTER with comparisons, DISTINCT, COUNT, ORDER BY, LIMIT and OFFSET"
_FOREIGN = frozenset(["OPTIONAL", "UNION", "MINUS", "GRAPH", "SERVICE", "BIND", "VALUES", "SELECT"])
_DIGITS = 9
"""Most digits of a limit or an offset."""
_KINDS = ("iri", "text", "variable", "number", "word", "mark")


def read_sparql(text: str) -> Query:
    """Read a query; `ToolError` names what is not read, and says what is."""
    return _Reader(_tokens(text)).query()


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ToolError(f"The query cannot be read from {text[place : place + 20]!r} on.")
        place = match.end()
        found += [(kind, match[kind]) for kind in _KINDS if match[kind] is not None]
    return found


class _Reader:
    """Reads tokens one after the other."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._fresh = 0
        self._statements: list[Statement] = []
        self._conditions: list[Condition] = []

    def query(self) -> Query:
        self._prologue()
        asks = self._takes("ASK")
        wanted, counts, distinct = ((), False, True) if asks else self._head()
        self._takes("WHERE")
        self._needs("{")
        while not self._takes("}"):
            self._filter() if self._takes("FILTER") else self._triples()
        order, limit, offset = self._tail()
        return Query(
            statements=tuple(self._statements),
            conditions=tuple(self._conditions),
            wanted=wanted,
            asks=asks,
            counts=counts,
            distinct=distinct,
            order=order,
            limit=limit,
            offset=offset,
        )

    def _prologue(self) -> None:
        """Pass over what names are short for: the last part of a name is what counts."""
        while self._takes("PREFIX") or self._takes("BASE"):
            while self._kind not in ("iri", ""):
                self._at += 1
            self._at += 1

    def _head(self) -> tuple[tuple[str, ...], bool, bool]:
        if not self._takes("SELECT"):
            raise self._refusal()
        if not self._takes("DISTINCT"):
            self._takes("REDUCED")
        if self._takes("("):
            return self._count()
        if self._takes("*"):
            return (), False, True
        names = []
        while self._kind == "variable":
            names.append(self._next())
        if not names:
            raise self._refusal()
        return tuple(names), False, True

    def _count(self) -> tuple[tuple[str, ...], bool, bool]:
        """Read `COUNT(DISTINCT ?x) AS ?n)`, whose first parenthesis is taken."""
        self._needs("COUNT")
        self._needs("(")
        distinct = self._takes("DISTINCT")
        names = () if self._takes("*") else (self._variable(),)
        self._needs(")")
        self._needs("AS")
        self._variable()
        self._needs(")")
        return names, True, distinct

    def _triples(self) -> None:
        """Read a subject with its predicates and objects."""
        if self._kind == "word" and self._value.upper() in _FOREIGN:
            raise self._refusal()
        subject = self._term()
        while True:
            predicate = self._predicate()
            while True:
                self._statements += self._chain(subject, predicate, self._term())
                if not self._takes(","):
                    break
            if not self._takes(";") or self._is("}") or self._is("."):
                break
        if not self._takes(".") and not self._is("}") and not self._is("FILTER"):
            raise self._refusal()

    def _predicate(self) -> list[tuple[str, bool]]:
        """Read a relation, or several after one another: `^directed_by/born_in`."""
        steps = []
        while True:
            inverse = self._takes("^")
            if self._kind not in ("iri", "word", "text"):
                raise self._refusal("a relation")
            steps.append((_written(self._kind, self._next()), inverse))
            if not self._takes("/"):
                return steps

    def _chain(self, subject: Term, steps: list[tuple[str, bool]], target: Term) -> list[Statement]:
        """Return a triple for each step, joined by variables of their own."""
        between: list[Term] = []
        for _ in steps[1:]:
            self._fresh += 1
            between.append(Variable(f"_{self._fresh}"))
        ends = [subject, *between, target]
        return [Statement(a, name, b, inverse) for a, b, (name, inverse) in zip(ends, ends[1:], steps, strict=False)]

    def _filter(self) -> None:
        self._needs("(")
        while True:
            left = self._term()
            if self._value not in OPERATORS:
                raise self._refusal("a comparison")
            operator = OPERATORS[self._next()]
            self._conditions.append(Condition(left, operator, self._term()))
            if not self._takes("&&"):
                break
        self._needs(")")
        self._takes(".")

    def _tail(self) -> tuple[tuple[str, bool] | None, int | None, int]:
        order: tuple[str, bool] | None = None
        limit, offset = None, 0
        while self._kind:
            if self._takes("ORDER"):
                self._needs("BY")
                order = self._ordering()
            elif self._takes("LIMIT"):
                limit = self._number()
            elif self._takes("OFFSET"):
                offset = self._number()
            else:
                raise self._refusal()
        return order, limit, offset

    def _ordering(self) -> tuple[str, bool]:
        descending = self._takes("DESC")
        nested = (descending or self._takes("ASC")) and self._takes("(")
        name = self._variable()
        if nested:
            self._needs(")")
        return name, descending

    def _term(self) -> Term:
        kind = self._kind
        if kind in ("", "mark"):
            raise self._refusal("a name or a variable")
        value = self._next()
        return Variable(value) if kind == "variable" else Name(_written(kind, value))

    def _variable(self) -> str:
        if self._kind != "variable":
            raise self._refusal("a variable")
        return self._next()

    def _number(self) -> int:
        if self._kind != "number" or not self._value.isdigit() or len(self._value) > _DIGITS:
            raise self._refusal("a number")
        return int(self._next())

    @property
    def _kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    @property
    def _value(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _is(self, word: str) -> bool:
        return self._kind in ("word", "mark") and self._value.upper() == word

    def _takes(self, word: str) -> bool:
        """Go past a keyword or a mark if it is the next one."""
        taken = self._is(word)
        self._at += taken
        return taken

    def _needs(self, word: str) -> None:
        if not self._takes(word):
            raise self._refusal(f"`{word}`")

    def _refusal(self, wanted: str = "") -> ToolError:
        here = f"`{self._value}`" if self._kind else "its end"
        expects = f"; {wanted} belongs there" if wanted else ""
        return ToolError(f"The query cannot be read at {here}{expects}. A query here has {_ALLOWED}, and no more.")


def _written(kind: str, value: str) -> str:
    """Return the name that a token stands for: the last part of an IRI or of a prefixed name."""
    if kind == "text":
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    if kind == "iri":
        return local_name(value[1:-1]).replace("_", " ")
    if kind == "word" and value != "a":
        return value.rpartition(":")[2] or value
    return value
