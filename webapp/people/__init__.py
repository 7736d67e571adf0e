"""People: coming in, accounts, duty stations, delegates."""
