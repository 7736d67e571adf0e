"""The first page of everybody."""
