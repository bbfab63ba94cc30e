"""What the chat is about: the knowledge base, who thinks, and questions to begin with."""

from __future__ import annotations

import streamlit as st

from agent import Agent
from evals.datasets.sample import example_questions


def show_sidebar(agent: Agent) -> str | None:
    """Draw the sidebar; return an example question when one was chosen."""
    card = agent.kb.card()
    with st.sidebar:
        st.header("Quaestor")
        st.markdown(
            f"{card.documents:,} documents  \n{card.passages:,} passages  \n{len(card.tables):,} tables  \n"
            f"{card.triples:,} triples"
        )
        st.caption(f"{agent.kb.path.name} · reasoner: {agent.reasoner} · effort: {agent.settings.effort}")
        if st.button("New chat", icon=":material/add:"):
            st.query_params.clear()
            st.rerun()
        if agent.settings.kb is not None:
            return None
        st.subheader("Try one of these")
        for question in example_questions():
            if st.button(question, key=f"example-{question}", type="tertiary"):
                return question
    return None
