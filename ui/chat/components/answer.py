"""The answer, its confidence and its citations."""

from __future__ import annotations

import streamlit as st

from agent.schema import Answer
from retrievers.knowledge_base import KnowledgeBase
from ui.chat.components.source import show_source

_QUOTE = 160
"""Characters of a quote shown on its button."""


def show_answer(answer: Answer, kb: KnowledgeBase) -> None:
    """Draw the answer; each citation is a button that opens its source."""
    if answer.abstained:
        st.warning(answer.text, icon=":material/help:")
    else:
        st.markdown(f"#### {_inline(answer.short)}")
        st.markdown(_inline(answer.text))
    for position, citation in enumerate(answer.citations):
        quote = citation.quote if len(citation.quote) <= _QUOTE else citation.quote[:_QUOTE].rstrip() + " …"
        label = f"[{citation.label}] {citation.title or citation.source}: “{_inline(quote)}”"
        if st.button(label, key=f"cite-{answer.thread}-{position}", type="tertiary", icon=":material/format_quote:"):
            show_source(answer, citation, kb)
    used = answer.usage
    facts = [f"confidence {answer.confidence:.0%}", f"{used.seconds:.1f} s", f"{used.tool_calls} tool calls"]
    facts += [f"{used.model_calls} model calls"] if used.model_calls else []
    st.caption(" · ".join([*facts, answer.reasoner]))


def _inline(text: str) -> str:
    """Keep text from being read as Markdown, the labels of citations apart."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;")
