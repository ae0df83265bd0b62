"""Floor 3, xã hội số."""
