"""Paths of the graph, written compactly: what they share stands once, each keeps its label.

    Cleo Marsh ← starred actors — Rushford
      — directed by → Ann Vale [E1]
      — written by → Ben Oro [E2]

Paths that are laid out by what they share are read more reliably than triples in any order, and take fewer tokens. A
path is still there word for word but for line breaks, so that a quote of it can be found in its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_HOP = re.compile(r"( — .+? → | ← .+? — )")
_OR = " | "
_OPEN = "…"


@dataclass
class _Node:
    """A point that paths have in common: the label of those that end there, and how the others go on."""

    labels: list[str] = field(default_factory=list)
    onwards: dict[str, _Node] = field(default_factory=dict)


def grouped(paths: Iterable[tuple[str, str]]) -> str:
    """Return labelled paths, each `(label, line)`, grouped by how they begin, or by how they end if that is shorter."""
    rows = [(label, _HOP.split(line)) for label, line in paths]
    by_start = "\n".join(_lines(_tree(rows), "", backwards=False))
    by_end = "\n".join(_lines(_tree([(label, parts[::-1]) for label, parts in rows]), "", backwards=True))
    return min(by_start, by_end, key=len)


def _tree(rows: Iterable[tuple[str, Sequence[str]]]) -> _Node:
    root = _Node()
    for label, parts in rows:
        node = root
        for part in parts:
            node = node.onwards.setdefault(part, _Node())
        if label not in node.labels:
            node.labels.append(label)
    return root


def _lines(node: _Node, indent: str, *, backwards: bool) -> Iterable[str]:
    """Yield what goes on from a node: one line a branch, what branches further below it, set in."""
    for part, below in node.onwards.items():
        text, at = _run(part, below, backwards=backwards)
        if at.labels or not at.onwards:
            yield indent + _mark(text, at.labels).strip()
        elif all(not leaf.onwards for leaf in at.onwards.values()):
            ends = _OR.join(_mark(name, leaf.labels) for name, leaf in at.onwards.items())
            yield indent + (f"({ends}){text}" if backwards else f"{text}{ends}").strip()
            continue
        else:
            yield indent + (f"{_OPEN}{text}" if backwards else text).strip()
        yield from _lines(at, f"{indent}  ", backwards=backwards)


def _run(text: str, node: _Node, *, backwards: bool) -> tuple[str, _Node]:
    """Return the words up to where paths end or part, and that point."""
    while not node.labels and len(node.onwards) == 1:
        ((part, node),) = node.onwards.items()
        text = part + text if backwards else text + part
    return text, node


def _mark(text: str, labels: Sequence[str]) -> str:
    return f"{text}{''.join(f' [{label}]' for label in labels if label)}"
