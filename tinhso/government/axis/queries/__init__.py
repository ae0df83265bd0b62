"""Reads: what was agreed, which organisations there are, what goes out and what came in."""
