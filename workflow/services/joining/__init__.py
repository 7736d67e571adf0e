"""Opting in, silence, the lock, and what may follow it."""
