"""How a run looks in a terminal: values in, rich renderables out."""
