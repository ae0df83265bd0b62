"""Floor 3, kinh tế số."""
