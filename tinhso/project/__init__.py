"""The roof: settings, addresses, the server's entry point."""
