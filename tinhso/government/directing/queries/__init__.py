"""Reads: what the actor may see of instructions and of the calendar."""
