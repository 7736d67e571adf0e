"""What every page stands on: requests, security, errors, how things look and travel."""
