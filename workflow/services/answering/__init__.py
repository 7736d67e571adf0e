"""What an agency writes until it is sent."""
