"""Scripts that build the models that ship with the package."""
