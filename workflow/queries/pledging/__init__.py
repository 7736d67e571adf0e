"""A pledge, its versions and what surrounds its text."""
