"""Figures of the house, each a ratio to a limit measured in the same run on the same machine."""
