"""Codecs of what crosses the border: the payment QR and bank statements. Pure."""
