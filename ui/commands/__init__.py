"""The commands of `quaestor`, one file each. Importing them is cheap; what is heavy is imported when one runs."""
