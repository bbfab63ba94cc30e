"""The models that ship with the package, one folder each with its card, and the runtime that they run on."""
