"""Reads: what an actor may see of dossiers."""
