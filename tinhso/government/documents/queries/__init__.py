"""Reads: what the actor may see of documents and of the register."""
