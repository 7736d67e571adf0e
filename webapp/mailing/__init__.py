"""Letters in the office's words, and the mails that went out."""
