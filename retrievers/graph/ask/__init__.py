"""Questions answered from a graph: paths, and what is filtered, compared and counted at their ends."""
