"""Whom to remind, and when they work."""
