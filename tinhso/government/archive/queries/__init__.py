"""Reads: what the actor may see of files, lists, cases, hand-overs and disposals."""
