"""Floor 1: what crosses a border between systems: frozen events and protocols, one module per publishing system."""
