"""Who is in, silence, the lock, and what may follow it."""
