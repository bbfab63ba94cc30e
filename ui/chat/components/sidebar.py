"""What the chat is about: the knowledge base, who thinks, and questions to begin with."""

from __future__ import annotations

import streamlit as st

from agent import Agent
from evals.datasets.sample import load_sample
from ui.chat.components.text import plain


def show_sidebar(agent: Agent) -> str | None:
    """Draw the sidebar; return an example question when one was chosen."""
    card = agent.kb.card()
    with st.sidebar:
        st.header("Quaestor")
        counts = {
            "document": card.documents,
            "passage": card.passages,
            "table": len(card.tables),
            "triple": card.triples,
        }
        st.markdown("  \n".join(f"{count:,} {noun}{'' if count == 1 else 's'}" for noun, count in counts.items()))
        st.caption(f"{plain(agent.kb.path.name)} · reasoner: {plain(agent.reasoner)} · effort: {agent.settings.effort}")
        if st.button("New chat", icon=":material/add:"):
            st.query_params.clear()
            st.rerun()
        if agent.settings.kb is not None:
            return None
        st.subheader("Try one of these")
        for example in load_sample().examples:
            if st.button(example.question, key=f"example-{example.id}", type="tertiary"):
                return example.question
    return None
