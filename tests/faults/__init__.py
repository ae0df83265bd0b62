"""What is accepted is kept: under kill -9, a full disk, a dead neighbour, and by the order of system calls."""
