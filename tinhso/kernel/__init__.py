"""Floor 0: words every floor uses. It knows no domain."""
