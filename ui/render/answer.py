"""An answer with its citations as plain lines; in a terminal an `Answer` prints itself as a panel."""

from __future__ import annotations

from agent.display import place_of, summary
from agent.schema import Answer
from ui.render.words import clean


def answer_lines(answer: Answer) -> list[str]:
    """Say what the answer is, why, and what it is quoted from: label, words, source and offsets."""
    head = "No answer" if answer.abstained else f"Answer: {answer.short or answer.text}"
    reading = [f"Assumed: {answer.assumption}"] if answer.assumption else []
    text = [answer.text] if answer.text not in {"", answer.short} else []
    quotes = [f"[{item.label}] “{item.quote}” — {place_of(item)}" for item in answer.citations]
    return [clean(line) for line in (head, *reading, *text, *quotes, summary(answer))]
