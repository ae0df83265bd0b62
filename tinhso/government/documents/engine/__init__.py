"""Typesetting and signing: heavy libraries, imported when asked."""
