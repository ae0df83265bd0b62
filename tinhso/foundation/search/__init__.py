"""Tìm kiếm: one index for everything that can be found, in whatever spelling it is typed.

Legal basis: none of its own; what may be found follows from what may be seen.
"""
