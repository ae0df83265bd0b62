"""The limits: the thinnest honest code that does the same work. Not products; nothing of the house is used."""
