"""A cited source with the quoted words highlighted."""

from __future__ import annotations

import html

import streamlit as st

from agent.schema import Answer, Citation
from retrievers.knowledge_base import KnowledgeBase
from ui.chat.components.rows import show_table
from ui.chat.components.text import plain

_AROUND = 4_000
"""Characters of a long document shown on either side of a quote."""


def highlighted(text: str, start: int, end: int, *, around: int = _AROUND) -> str:
    """Return HTML of `text` with `text[start:end]` marked; far away parts of a long text are cut, and that is shown."""
    first, last = max(0, start - around), min(len(text), end + around)
    before, quote, after = (html.escape(part) for part in (text[first:start], text[start:end], text[end:last]))
    return (
        f'<div class="source" style="white-space: pre-wrap">{"… " if first else ""}{before}'
        f"<mark>{quote}</mark>{after}{' …' if last < len(text) else ''}</div>"
    )


@st.dialog("Source", width="large")
def show_source(answer: Answer, citation: Citation, kb: KnowledgeBase) -> None:
    """Open what a citation points to: the document, the rows and their SQL, the path, or the computation."""
    evidence = next((item for item in answer.evidence if item.id == citation.evidence), None)
    st.markdown(f"**{plain(citation.title or citation.source)}**")
    source = ", ".join(filter(None, [citation.source, citation.place]))
    st.caption(f"{plain(source)} · characters {citation.start} to {citation.end}")
    if citation.kind == "passage":
        st.html(highlighted(kb.store.document(citation.source).text, citation.start, citation.end))
    elif evidence is None:
        st.text(citation.quote)
    elif citation.kind == "rows":
        st.code(evidence.data.get("sql", ""), language="sql")
        show_table(evidence.data)
    else:
        st.code(evidence.data.get("code") or evidence.text, language="python" if evidence.data.get("code") else None)
        if citation.kind == "computation":
            st.text(evidence.text)
