"""Joining, silence, the lock, and what may follow it."""
