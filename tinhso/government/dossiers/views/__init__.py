"""Pages of dossiers: the citizens' and the desk's."""
