"""The summary of an evaluation: measures by type of question, then what the run cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

_MEASURES = (
    "correct", "execution_accuracy", "strict_accuracy", "linking_recall", "hits@1", "em", "f1", "table_found",
    "passage_found", "exact_set", "path", "recall@2", "recall@5", "recall@10", "all_recall@5", "all_accepted",
    "baseline_hits@1", "baseline_f1", "baseline_recall@5",
)  # fmt: skip
"""What a terminal has room for; the report has all."""
_RANKING = ("recall@2", "recall@5", "recall@10", "recall@20", "all_recall@5", "ndcg@10", "mrr")
_SPEEDS = ("queries_per_s", "latency_p50_ms", "latency_p95_ms")
_COSTS = (
    "failed", "quotes", "quotes_verbatim", "latency_p50_ms", "latency_p95_ms", "model_calls", "tool_calls", "tokens",
    "passages", "index_seconds",
)  # fmt: skip


_LEFT_OUT = 5
"""Questions left out that a terminal names."""


def _hops(count: str) -> str:
    return f"{count} hop{'' if count == '1' else 's'}" if count != "0" else "(hops not known)"


_KINDS: Mapping[str, Callable[[str], str]] = {
    "by_type": lambda name: name or "(no type)",
    "by_hops": _hops,
    "by_answer": lambda name: {"other": "other answers", "none": "no answer"}.get(name, name),
}
"""Groups of questions, and how people read the name of one."""


def summary_view(summary: Mapping[str, Any]) -> RenderableType:
    """Show the measures by type of question, by hops, by whether the answer is yes or no, and of all; then the costs.

    Hops and answers that are the same for all questions are left out.
    """
    shown = [name for name in _MEASURES if name in summary]
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("")
    for name in ("n", *shown, "abstained"):
        table.add_column(name.replace("_", " "), justify="right")
    for kind, label in _KINDS.items():
        groups = summary[kind]
        if len(groups) > 1 or kind == "by_type":
            for name, group in groups.items():
                table.add_row(Text(label(name)), *_cells(group, shown))
            table.add_section()
    table.add_row("all", *_cells(summary, shown), style="bold")
    costs = ", ".join(f"{name.replace('_', ' ')} {_number(summary[name])}" for name in _COSTS)
    return Group(*_over(summary), table, *_statements(summary), Text(costs))


def _over(summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Yield what the questions were asked over, where it was not the whole corpus."""
    words = {"gold": "its gold passages", "context": "the passages that come with it"}.get(summary.get("over", ""))
    if words is not None:
        left = f"{summary['questions_left_out']:,} questions without any and {summary['pids_left_out']:,} ids"
        yield Text(f"Each question over {words} alone; {left} that the corpus lacks were left out.")


def _statements(summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Yield what became of the statements that were written, and the questions that could not be asked."""
    if "outcomes" in summary:
        counts = ", ".join(f"{name} {count:,}" for name, count in summary["outcomes"].items())
        auc = "" if summary["confidence_auc"] is None else f", AUC {summary['confidence_auc']:.3f}"
        yield Text(
            f"{counts}; of those given {_score(summary['precision'])} are right, statements tried a question "
            f"{summary['attempts']:.2f}; calibration error {_score(summary['calibration_error'])}{auc}"
        )
        for item in summary["questions_left_out"][:_LEFT_OUT]:
            yield Text(f"Left out: {item['id']} ({item['database']}). {item['reason']}", style="yellow")
        if summary["left_out"] > _LEFT_OUT:
            yield Text(f"{summary['left_out']:,} questions were left out; the report names them.", style="yellow")


def retrievers_view(summary: Mapping[str, Any]) -> RenderableType:
    """Show the measures and speeds of every retriever, then recall by type of question and by number of hops."""
    told = summary["retrievers"]
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("")
    for name in (*_RANKING, *_SPEEDS):
        table.add_column(name.replace("_", " "), justify="right")
    for name, one in told.items():
        speeds = (_number(one[speed]) for speed in _SPEEDS)
        table.add_row(Text(name), *(_score(one[measure]) for measure in _RANKING), *speeds)
    words = (
        f"{summary['n']:,} questions over {summary['passages']:,} passages"
        f"{'' if summary['titles'] else ' without titles'}. Queries a second count searching in batches, the questions "
        f"encoded before ({_number(summary['encoded_per_s'])} a second); latencies count both, one question at a time."
    )
    return Group(table, _groups(told, "by_type"), _groups(told, "by_hops"), Text(words))


def _groups(told: Mapping[str, Any], kind: str) -> RenderableType:
    """Show recall@5 of every retriever by kind of question."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("recall@5 " + kind.replace("_", " "))
    groups = next(iter(told.values()))[kind]
    for name, group in groups.items():
        table.add_column(f"{name or '(no type)'} ({group['n']})", justify="right")
    for name, one in told.items():
        table.add_row(Text(name), *(_score(group["recall@5"]) for group in one[kind].values()))
    return table


def _cells(group: Mapping[str, Any], names: list[str]) -> list[str]:
    scores = [_right(group) if name == "correct" else _score(group.get(name)) for name in names]
    return [str(group["n"]), *scores, str(group["abstained"])]


def _right(group: Mapping[str, Any]) -> str:
    return f"{round(group['correct'] * group['n'])} of {group['n']}"


def _score(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _number(value: float) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
