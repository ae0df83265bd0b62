"""Reads: what was agreed, what came in, what both sides hold."""
