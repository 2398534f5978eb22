"""How long it takes, and where the time goes."""
