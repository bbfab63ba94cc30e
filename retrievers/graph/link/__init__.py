"""From the words of a question to nodes and to the steps of a walk."""
