"""The life of a dossier against a model of it."""
