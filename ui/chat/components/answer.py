"""The answer, its confidence and its citations."""

from __future__ import annotations

import streamlit as st

from agent.schema import Answer
from retrievers.knowledge_base import KnowledgeBase
from ui.chat.components.rows import show_rows
from ui.chat.components.source import show_source
from ui.chat.components.text import plain

_QUOTE = 160
"""Characters of a quote shown on its button."""


def show_answer(answer: Answer, kb: KnowledgeBase) -> None:
    """Draw the answer; each citation is a button that opens its source."""
    if answer.abstained:
        st.warning(plain(answer.text), icon=":material/help:")
    else:
        st.markdown(f"#### {plain(' '.join(answer.short.split()))}")
        st.markdown(plain(answer.text))
    for position, citation in enumerate(answer.citations):
        quote = citation.quote if len(citation.quote) <= _QUOTE else citation.quote[:_QUOTE].rstrip() + " …"
        label = plain(f"[{citation.label}] {citation.title or citation.source}: “{quote}”")
        if st.button(label, key=f"cite-{answer.thread}-{position}", type="tertiary", icon=":material/format_quote:"):
            show_source(answer, citation, kb)
    show_rows(answer)
    used = answer.usage
    facts = [f"confidence {answer.confidence:.0%}", f"{used.seconds:.1f} s", f"{used.tool_calls} tool calls"]
    facts += [f"{used.model_calls} model calls"] if used.model_calls else []
    st.caption(" · ".join([*facts, plain(answer.reasoner)]))
