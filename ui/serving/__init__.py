"""Starting a model server: what the machine has, the command that fits it, and the process while it lives."""
