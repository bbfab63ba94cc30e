"""Changes of a query, each one thing that English leaves open."""
