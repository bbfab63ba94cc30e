"""The tools that a knowledge base affords."""

from __future__ import annotations

from agent.rerank import retriever_of
from agent.settings import Settings
from agent.techniques.judge.preflexor import PRefLexOR
from retrievers.knowledge_base import KnowledgeBase
from retrievers.multihop import RowFinder
from retrievers.readers import reader_of
from tools.base import Tool, Toolbox
from tools.python import PythonTool
from tools.search import SearchTool
from tools.sql.engines.address import open_engine


def make_tools(kb: KnowledgeBase, settings: Settings) -> Toolbox:
    """Return search and python, and graph and sql where there is a graph, or one may grow, and where there are tables.

    The database of the settings stands in the place of the knowledge base's tables. What the settings disable is left
    out.
    """
    rows = RowFinder(kb) if kb.manifest.rows_searched else None
    reader = reader_of(kb, settings.reader)
    tools: list[Tool] = [SearchTool(retriever_of(kb, settings), reader, kb.rows, rows)]
    walks = bool(kb.manifest.card.triples) or settings.techniques.get(PRefLexOR.name, False)
    if walks and "graph" not in settings.disabled_tools:
        from tools.graph import GraphTool

        documents = kb.store if kb.manifest.card.documents else None
        tools.append(GraphTool(kb.graph, kb.embedder, documents, partial=kb.manifest.partial_graph))
    database = settings.database.get_secret_value()
    tables = open_engine(database) if database else kb.tables
    if tables is not None and "sql" not in settings.disabled_tools:
        from tools.sql.tool import SqlTool

        tools.append(SqlTool(tables, embedder=kb.embedder if settings.sql_meaning else None))
    if "python" not in settings.disabled_tools:
        tools.append(PythonTool())
    return Toolbox(tools)
