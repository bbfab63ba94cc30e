"""Who thinks: the embedded and the served reasoner."""
