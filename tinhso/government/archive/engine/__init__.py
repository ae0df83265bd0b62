"""Typesetting and packing."""
