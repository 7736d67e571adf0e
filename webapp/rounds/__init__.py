"""Rounds: opened, watched, extended, resting, closed."""
