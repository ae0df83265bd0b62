"""What the console reads. Each query checks the right to it: these pages show the whole machinery."""
