"""Reads: what may be seen of queues, people helped and results that wait."""
