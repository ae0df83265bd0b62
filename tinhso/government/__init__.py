"""Floor 3, chính quyền số."""
