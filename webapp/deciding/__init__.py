"""The decision desk and the next version."""
