"""Who there is: people, roles, how they come in."""
