"""Journeys across the house, over real HTTP and in a browser."""
