"""Who may do what, who may see what, and what lies readable at rest."""
