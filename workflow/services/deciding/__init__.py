"""Merging the answers, deciding, publishing the next version."""
