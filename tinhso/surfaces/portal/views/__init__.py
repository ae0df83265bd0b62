"""The pages of the portal. All of them are public."""
