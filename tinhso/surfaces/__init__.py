"""Floor 3: pages made of what two or more systems contribute."""
