"""Patterns in plain words: `?film directed by ?who . ?who born in "Paris" . ?film year ?y . ?y > 1990`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrievers.errors import ToolError
from retrievers.graph.pattern.query import OPERATORS, Condition, Name, Query, Statement, Term, Variable

_HEAD = re.compile(r"^\s*(?:select\s+)?(count\s+)?((?:\?\w+[\s,]+)+)where\b", re.IGNORECASE)
_LIMIT = re.compile(r"\s+limit\s+(\d{1,9})\s*$", re.IGNORECASE)
_ENDS = re.compile(
    r"\"[^\"]*\"|“[^”]*”|\[[^\[\]]*\]"
    r"|(?P<end>\s*(?:\n|;|\s\.(?=\s|$)|(?<=[\"”\]])\.(?=\s|$)|(?<=\s)and(?=\s+\?))\s*)"
)
"""Names in quotes, which are passed over, and what lies between triples."""
_TERM = re.compile(r"(?<![\w?])\?([A-Za-z_]\w*)|\"([^\"]+)\"|“([^”]+)”|\[([^\[\]]+)\]")
_OPERAND = r"(\?\w+|\"[^\"]*\"|[^\"\s()?]+)"
_COMPARES = re.compile(rf"^(?:filter\b)?\s*\(?\s*{_OPERAND}\s*(!=|<=|>=|=|<|>)\s*{_OPERAND}\s*\)?$", re.IGNORECASE)
_INVERSE = re.compile(r"^[~^]\s*")
_HELP = 'Write a triple as `?film directed by ?who` or `?film directed by "Ann Vale"`, triples apart by ` . `'


def read_plain(text: str) -> Query:
    """Read triples and comparisons; `ToolError` shows how a triple is written."""
    wanted: tuple[str, ...] = ()
    counts, limit = False, None
    if cut := _LIMIT.search(text):
        text, limit = text[: cut.start()], int(cut[1])
    if head := _HEAD.match(text):
        text, counts = text[head.end() :], bool(head[1])
        wanted = tuple(re.findall(r"\?(\w+)", head[2]))
    statements, conditions = [], []
    for part in filter(None, (part.strip(" {}.") for part in _parts(text))):
        if compares := _COMPARES.match(part):
            conditions.append(_condition(compares))
        else:
            statements.append(_statement(part))
    return Query(statements=tuple(statements), conditions=tuple(conditions), wanted=wanted, counts=counts, limit=limit)


def _parts(text: str) -> Iterator[str]:
    """Cut a text between its triples, but not within a quoted name."""
    start = 0
    for found in _ENDS.finditer(text):
        if found["end"] is not None:
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def _condition(found: re.Match[str]) -> Condition:
    return Condition(_operand(found[1]), OPERATORS[found[2]], _operand(found[3]))


def _operand(text: str) -> Term:
    return Variable(text[1:]) if text.startswith("?") else Name(text.strip('"'))


def _statement(text: str) -> Statement:
    """Read `TERM words TERM`, or one of its ends as words that the graph must tell from the relation."""
    terms = [(match.span(), _term(match)) for match in _TERM.finditer(text)]
    match terms:
        case [((0, first), subject), ((second, end), target)] if end == len(text):
            return _made(subject, text[first:second], target)
        case [((0, first), subject)]:
            return _made(subject, text[first:], None)
        case [((first, end), target)] if end == len(text):
            return _made(None, text[:first], target)
    raise ToolError(f"{_HELP}; {text!r} is none.")


def _made(subject: Term | None, words: str, target: Term | None) -> Statement:
    words = words.strip()
    relation = _INVERSE.sub("", words)
    if not relation:
        raise ToolError(f"{_HELP}; one here has no relation.")
    return Statement(subject, relation, target, inverse=relation != words)


def _term(found: re.Match[str]) -> Term:
    return Variable(found[1]) if found[1] else Name(next(filter(None, found.groups())))
