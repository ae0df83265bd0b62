"""Bàn quản trị: what keeps the platform running, for those who answer for it.

Legal basis: none of its own; who may see and do what follows from the access policy.
"""
