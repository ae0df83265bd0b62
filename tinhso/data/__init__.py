"""Floor 3, dữ liệu số."""
