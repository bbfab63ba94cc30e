"""The graph on disk: triples with their sources, opened without reading them."""
