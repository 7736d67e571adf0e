"""Mails that came and went."""
