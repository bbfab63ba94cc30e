"""A small knowledge base, questions over it, and a server that answers all roles of a run: no model is measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.reasoner.serving.replay import Scenario, Turn
from retrievers.ingest import build

TEXTS = {
    "oren.md": "# Oren Lighthouse\n\nThe Oren Lighthouse was designed by Ilse Marrow and first lit in 1887.",
    "marrow.md": "# Ilse Marrow\n\nIlse Marrow was an engineer. She was born in Velmouth in 1849.",
    "velmouth.md": "# Velmouth\n\nVelmouth is a town with a harbour and 4,100 people.",
    "pellan.md": "# Pellan Lighthouse\n\nThe Pellan Lighthouse was designed by Anton Feld and is 38 metres high.",
}
QUESTIONS = (
    "Where was the designer of the Oren Lighthouse born?",
    "In which town was the engineer born who designed the Oren Lighthouse?",
    "Who was born in Velmouth and designed a lighthouse that was lit in 1887, and where is that said?",
)
_TRIAGE: dict[str, Any] = {
    "reason": "Two hops.", "form": "place", "one_search": False, "effort": "medium", "ask": "", "readings": [],
    "assumption": "",
}  # fmt: skip
_PLAN: dict[str, Any] = {
    "reason": "The designer, then the birthplace.",
    "steps": [
        {"name": "S1", "question": "Who designed it?", "tool": "search", "input": "Oren Lighthouse designed by",
         "expects": "person"},
        {"name": "S2", "question": "Where was the designer born?", "tool": "search", "input": "#S1 born in",
         "expects": "place"},
    ],
}  # fmt: skip
_JUDGE: dict[str, Any] = {"steps": [], "marks": [], "sufficiency": 90, "next": "answer", "advice": ""}
_DRAFT: dict[str, Any] = {
    "quotes": [{"evidence": "E1", "quote": "designed by Ilse Marrow"}],
    "text": "The lighthouse was designed by Ilse Marrow [E1], who was born in Velmouth.",
    "short": "Velmouth",
    "confidence": 90,
    "missing": "",
}
_CRITIQUE: dict[str, Any] = {"claims": [], "unmet": [], "action": "accept", "confidence": 90, "reason": "Fine."}
SCENARIO = Scenario(
    turns=(
        Turn(role="triage", reply=_TRIAGE, times=0),
        Turn(role="plan", reply=_PLAN, thinking="The designer must be found first. " * 8, times=0),
        Turn(role="rewrite", reply={"query": "designer of the Oren Lighthouse"}, times=0),
        Turn(role="judge", reply=_JUDGE, times=0),
        Turn(role="answer", reply=_DRAFT, thinking="The two passages meet at her name. " * 8, times=0),
        Turn(role="critique", reply=_CRITIQUE, times=0),
    )
)


def knowledge_base(folder: Path) -> Path:
    """Build the knowledge base below an empty folder; return its path."""
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    target = folder / "kb"
    build([folder / name for name in TEXTS], target)
    return target
