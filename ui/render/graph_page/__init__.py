"""A graph as one HTML page that needs nothing else: no network, no library."""

from ui.render.graph_page.page import graph_page

__all__ = ["graph_page"]
