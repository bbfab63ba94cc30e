"""Passages and hits made of words."""

from __future__ import annotations

from retrievers.rerank import Pair
from retrievers.schema import Hit, Passage, Reason


def passage(name: str, text: str = "") -> Passage:
    text = text or f"The text of {name}."
    return Passage(id=name, document=name, title=name.title(), text=text, start=0, end=len(text))


def hit(name: str, score: float, *, origin: str = "", text: str = "") -> Hit:
    why = (Reason(kind="bridge", detail="x", origin=origin),) if origin else (Reason(kind="dense"),)
    return Hit(passage=passage(name, text), score=score, why=why)


def pair(query: str, *names: str) -> Pair:
    return Pair(query=query, chain=tuple(passage(name) for name in names))
