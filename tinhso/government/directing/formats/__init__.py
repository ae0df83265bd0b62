"""Wire formats of directing."""
