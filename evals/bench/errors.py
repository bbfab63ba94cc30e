"""The wrong answers of a run, for a person to read: Markdown on standard output.

    python -m evals.bench.errors REPORT...

REPORT is what `quaestor eval multihop` or `quaestor eval sample` wrote, or the journal of a run that is not finished
(`runs/*.jsonl` in the cache). Nothing is asked again. An answer is wrong that is not right to the word.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from evals.journal import rows_in
from evals.report import together
from evals.schema import Row, StepRow
from retrievers.errors import UserError

ALL_ACCEPTED = "all accepted"
ALL_FOUND = "all among the first 5 found, not all accepted"
MISSED = "not all among the first 5 found"
NOT_NAMED = "not named"
_STANDS = (ALL_ACCEPTED, ALL_FOUND, MISSED, NOT_NAMED)
_VALUES = 3
"""Values of a step that are shown."""
_USAGE = "Give reports or journals: python -m evals.bench.errors REPORT..."


def read(path: Path) -> list[Row]:
    """Return the rows of a report, or of a journal as far as it goes; `UserError` if it holds no answers."""
    try:
        content = path.read_bytes()
        if path.suffix == ".jsonl":
            return list(rows_in(content, path).values())
        return [together(row) for row in json.loads(content)["rows"]]
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, ValidationError):
        raise UserError(f"{path} is no report of answers; give what `quaestor eval multihop` wrote.") from None


def is_wrong(row: Row) -> bool:
    """Tell whether a run did not do right: by `correct` where its suite measures that, else by exact match."""
    return row.scores.get("correct", row.scores.get("em", 0.0)) < 1.0


def gold_stands(row: Row) -> str:
    """Tell how far the gold passages came."""
    if not row.gold_pids:
        return NOT_NAMED
    if set(row.gold_pids) <= set(row.accepted):
        return ALL_ACCEPTED
    return ALL_FOUND if row.scores.get("all_recall@5") == 1.0 else MISSED


def markdown(name: str, rows: Sequence[Row]) -> str:
    """Return the wrong ones of `rows` as one Markdown text, how many there are first."""
    wrong = [row for row in rows if is_wrong(row)]
    stands = Counter(map(gold_stands, wrong))
    counts = "; ".join(f"{kind} {stands[kind]}" for kind in _STANDS if stands[kind])
    declined = sum(row.abstained for row in wrong)
    head = f"# {name}\n\n{len(wrong)} of {len(rows)} wrong, {declined} of them without an answer."
    told = f" Gold passages: {counts}." if counts else ""
    return "\n\n".join([f"{head}{told}", *("\n".join(_entry(row)) for row in wrong)]) + "\n"


def _entry(row: Row) -> Iterator[str]:
    hops = f"{row.hops} hops" if row.hops else ""
    over = f"over {row.over}" if row.over != "corpus" else ""
    yield f"## {' · '.join(filter(None, (row.id, row.type, hops, over)))}\n"
    yield f"{row.question}\n"
    yield f"- gold: {' / '.join(row.gold) or 'no answer'}"
    yield f"- given: {_given(row)}"
    yield f"- gold passages: {gold_stands(row)}{_lacking(row)}"
    yield from (f"- {_step(step)}" for step in row.steps)
    yield from (f"- [{quote.source}] “{' '.join(quote.quote.split())}”" for quote in row.quotes)


def _given(row: Row) -> str:
    if row.error:
        return f"failed: {row.error}"
    if row.abstained:
        return f"nothing: {row.reason} (confidence {row.confidence:.2f})"
    return f"{row.prediction} (confidence {row.confidence:.2f}, F1 {row.scores.get('f1', 0.0):.2f})"


def _lacking(row: Row) -> str:
    lacking = [pid for pid in row.gold_pids if pid not in row.accepted]
    return f"; {', '.join(lacking)} not accepted" if lacking else ""


def _step(step: StepRow) -> str:
    values = " | ".join(step.values[:_VALUES]) or step.error or "nothing"
    return f"{step.id} {step.tool}: {step.asked} → {values} ({step.confidence:.2f})"


def main(arguments: Sequence[str]) -> None:
    """Write the wrong answers of every report; `UserError` if one is none."""
    if not arguments:
        raise UserError(_USAGE)
    for path in map(Path, arguments):
        sys.stdout.write(markdown(path.stem, read(path)))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(str(error))
