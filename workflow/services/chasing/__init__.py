"""Nobody is forgotten and nobody who has answered is reminded."""
