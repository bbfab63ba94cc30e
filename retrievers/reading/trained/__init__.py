"""The trained reader: one small cross-encoder that weighs passages and points at answers."""
