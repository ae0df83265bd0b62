"""Gói quy định: what changes by decree is data, kept in folders of plain files and applied like a plan.

A rule is keyed (kind, code, effective_from). A record keeps for ever the version it was made under.
"""
