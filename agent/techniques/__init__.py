"""Published methods, each middleware around one role."""
