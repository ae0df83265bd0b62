"""What takes a worker's libraries: typesetting."""
