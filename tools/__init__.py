"""What prepares a machine; runs before anything is installed."""
