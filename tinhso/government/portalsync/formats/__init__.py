"""What is written on the wire to and from the national portal. Pure."""
