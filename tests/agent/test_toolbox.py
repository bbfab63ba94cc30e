"""Which tools plans may call."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.settings import Settings
from agent.toolbox import make_tools
from retrievers.errors import UserError
from retrievers.knowledge_base import KnowledgeBase


def test_a_disabled_tool_is_not_offered(harbour: Path) -> None:
    with KnowledgeBase.open(harbour) as kb:
        every = set(make_tools(kb, Settings()))
        left = set(make_tools(kb, Settings(disabled_tools=("graph", "sql", "python"))))
    assert every > left == {"search"}


def test_search_cannot_be_disabled() -> None:
    with pytest.raises(UserError, match=r"^Setting 'disabled_tools\.0': .*'graph', 'sql' or 'python'\.$"):
        Settings.load(disabled_tools=("search",))
