"""One family of measures each."""
