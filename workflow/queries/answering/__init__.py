"""What an agency sees, and what others may see of it."""
