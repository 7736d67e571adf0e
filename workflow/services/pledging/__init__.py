"""A pledge and what surrounds its text."""
