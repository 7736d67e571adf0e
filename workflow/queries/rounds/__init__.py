"""How a round stands."""
