"""Floor 2, nền tảng số: the services every system leans on."""
