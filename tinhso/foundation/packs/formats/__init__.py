"""How packs are written: YAML whose every part knows its line, and CSV under a head."""
