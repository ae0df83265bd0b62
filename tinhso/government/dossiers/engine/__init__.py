"""What takes a worker: composing, typesetting and signing papers."""
