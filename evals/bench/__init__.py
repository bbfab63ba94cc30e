"""How fast things are, on this machine, now: `python -m evals.bench`."""
