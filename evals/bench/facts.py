"""Facts that are read from plain documents: `python -m evals.bench.facts PREFIX [--sample 60] [--seed 0]`.

Reads PREFIX.corpus.jsonl[.gz] and prints how many facts each pattern and each relation gives, how many documents a core
reads a second, and, with `--sample`, so many facts chosen by chance with the sentences they stand on, to be judged.
Where questions have gold `evidences` (subject, relation, object), it also prints the share of them whose ends a fact
joins.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from evals.datasets import load_multihop
from evals.datasets.lines import Line, parse_lines, read_bytes
from retrievers.errors import UserError
from retrievers.graph.facts import Statement, extract
from retrievers.graph.facts.dates import dates_in
from retrievers.graph.facts.join import Source, join
from retrievers.graph.store.names import normalise
from retrievers.reading.nations import country
from retrievers.reading.tokens import tokenize
from retrievers.schema import Triple

_SHOWN = 40


class _Evidences(Line):
    evidences: tuple[tuple[str, str, str], ...] = ()


def main(arguments: Sequence[str]) -> None:
    """Measure and print; `UserError` if the files are not there."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.facts", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("prefix", type=Path, help="P of P.corpus.jsonl and P.questions.jsonl")
    parser.add_argument("--sample", type=int, default=0, help="facts to print for judging")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    console = Console(highlight=False, soft_wrap=True)
    read = load_multihop(given.prefix)
    started = time.perf_counter()
    sources = [Source(pid, read.titles[pid], extract(read.titles[pid], text)) for pid, text in read.texts.items()]
    seconds = time.perf_counter() - started
    joined = join(sources)
    said = [(source, fact) for source in sources for fact in source.facts.statements]
    rate = len(sources) / seconds
    console.print(f"{len(sources)} documents, {len(said)} facts, {rate:.0f} documents/s on one core", markup=False)
    for name, counts in (
        ("pattern", Counter(fact.pattern for _, fact in said)),
        ("relation", Counter(fact.relation for _, fact in said)),
    ):
        console.print(f"by {name}: " + ", ".join(f"{key} {n}" for key, n in counts.most_common(_SHOWN)), markup=False)
    gold = _gold(given.prefix)
    if gold:
        ends = _ends(joined.triples, joined.aliases)
        found = Counter(relation for subject, relation, obj in gold if _has(ends, subject, obj))
        asked = Counter(relation for _, relation, _ in gold)
        console.print(f"gold triples whose ends a fact joins: {found.total()} of {asked.total()}", markup=False)
        console.print("  " + ", ".join(f"{r} {found[r]}/{n}" for r, n in asked.most_common(_SHOWN)), markup=False)
    chosen = random.Random(given.seed).sample(said, min(given.sample, len(said)))  # noqa: S311 - a sample, not a secret
    for number, (source, fact) in enumerate(chosen, start=1):
        _show(console, number, source, fact, read.texts[source.id])


def _show(console: Console, number: int, source: Source, fact: Statement, text: str) -> None:
    triple = f"{fact.subject.name} | {fact.relation} | {fact.object.name}"
    console.print(f"{number:3} {triple}   [{fact.pattern}] in {source.title}", markup=False)
    console.print(f"      {text[fact.start : fact.end]}", markup=False)


def _gold(prefix: Path) -> list[tuple[str, str, str]]:
    path = Path(f"{prefix}.questions.jsonl")
    rows = (row for _, row in parse_lines(read_bytes(path), _Evidences, path.name))
    return list(dict.fromkeys(triple for row in rows for triple in row.evidences))


def _ends(triples: Sequence[Triple], aliases: dict[str, Sequence[str]] | object) -> set[tuple[str, str]]:
    """Return the pairs of names that a triple joins, in either direction and by all names of both."""
    named = dict(aliases) if isinstance(aliases, dict) else {}
    found: set[tuple[str, str]] = set()
    for triple in triples:
        for subject in {_key(name) for name in (triple.subject, *named.get(triple.subject, ()))}:
            for obj in {_key(name) for name in (triple.object, *named.get(triple.object, ()))}:
                found |= {(subject, obj), (obj, subject)}
    return found


def _has(ends: set[tuple[str, str]], subject: str, obj: str) -> bool:
    return (_key(subject), _key(obj)) in ends


def _key(name: str) -> str:
    """Return what a name is compared by: a date by its day, a nationality by its country."""
    tokens = tokenize(name)
    dates = dates_in(tokens)
    if len(dates) == 1 and dates[0][:2] == (0, len(tokens)):
        return normalise(dates[0][2].iso)
    return normalise(country(name) or name).removeprefix("the ")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        Console(stderr=True).print(str(error), markup=False)
        sys.exit(2)
