"""Formats in which others publish procedures."""
