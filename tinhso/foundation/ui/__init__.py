"""Giao diện: the design tokens, page frames and components that every page of the house is made of.

Legal basis: Circular 22/2023/TT-BTTTT (structure and accessibility of public portals).
"""
