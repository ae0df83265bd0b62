"""Proof, not promises: every promised number at its full count, by one command."""
