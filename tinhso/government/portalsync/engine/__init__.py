"""Talking to the national portal; and a portal to talk to where there is none."""
