"""Training of the shipped reader: its data, its network, its loop, and its export."""
