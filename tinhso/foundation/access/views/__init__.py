"""Pages of the two doors."""
