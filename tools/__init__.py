"""What a plan step can call."""
