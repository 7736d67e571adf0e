"""What the record vouches for."""
