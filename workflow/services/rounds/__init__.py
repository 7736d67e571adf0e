"""Rounds and their time."""
