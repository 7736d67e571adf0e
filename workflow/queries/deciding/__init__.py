"""What the office sees when it decides, and what became of each change."""
