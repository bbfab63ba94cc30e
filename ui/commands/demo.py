"""`quaestor demo`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.commands.options import EffortOption, ReasonerOption, ShowOption

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from agent import Agent
    from agent.schema import Answer, Clarification
    from evals.datasets.sample import SampleQuestion
    from ui.commands.options import Show


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A question of the demo and what came of it."""

    question: SampleQuestion
    got: str
    correct: bool


def demo(effort: EffortOption = None, reasoner: ReasonerOption = None, show: ShowOption = None) -> None:
    """Index the bundled sample and answer a question of every kind, with plan, steps, quotes and the gold answer."""
    from agent import Agent
    from agent.settings import Settings
    from evals.datasets.sample import load_sample
    from retrievers.sample import sample_knowledge_base
    from ui.commands.consoles import err, out
    from ui.render.progress import Bars

    console = out()
    with Bars(err()) as bars:
        kb = sample_knowledge_base(Settings.load().cache, progress=bars.indexing)
    with Agent(kb, effort=effort, reasoner=reasoner, clarify="ask") as agent:
        console.print(agent.kb.card().text(limit=400).splitlines()[0], markup=False)
        results = [_ask(agent, question, console, show or []) for question in load_sample().examples]
    console.print(_table(results))


def _ask(agent: Agent, question: SampleQuestion, console: Console, show: list[Show]) -> Checked:
    from rich.text import Text

    from evals.suites.sample import is_correct
    from ui.commands.conversation import Conversation, clarification_lines

    asked = False

    def reply(clarification: Clarification) -> str:
        nonlocal asked
        asked = True
        for line in (*clarification_lines(clarification), f"? {question.reply}"):
            console.print(line, markup=False)
        return question.reply

    console.print()
    console.rule(Text(f"{_words(question.type)}: {question.question}"), align="left")
    answer = Conversation(agent, console, show=show, ask=reply if question.reply else None).question(question.question)
    correct = answer is not None and is_correct(question, answer, asked=asked)
    console.print(_verdict(question, correct=correct, asked=asked), style="green" if correct else "red", markup=False)
    return Checked(question=question, got=_got(answer), correct=correct)


def _table(results: list[Checked]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from ui.render.words import clean

    right = sum(result.correct for result in results)
    table = Table(box=box.SIMPLE_HEAD, title=f"{right} of {len(results)} right", title_justify="left")
    for name in ("kind", "question", "gold", "answer", ""):
        table.add_column(name, overflow="fold", ratio=3 if name == "question" else None)
    for result in results:
        question = result.question
        mark = Text("right", style="green") if result.correct else Text("wrong", style="red")
        cells = (_words(question.type), question.question, _gold(question), clean(result.got))
        table.add_row(*map(Text, cells), mark)
    return table


def _verdict(question: SampleQuestion, *, correct: bool, asked: bool) -> str:
    if question.reply and not asked:
        return "Wrong: the question can be read in several ways, so it should have been asked back."
    return f"{'Right' if correct else 'Wrong'}: the gold answer is {_gold(question)}."


def _words(kind: str) -> str:
    return kind.replace("_", " ")


def _gold(question: SampleQuestion) -> str:
    return question.answers[0] if question.answers else "not in the sample"


def _got(answer: Answer | None) -> str:
    if answer is None:
        return "asked back"
    return "abstained" if answer.abstained else answer.short
