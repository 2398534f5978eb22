"""A buyer's case in, a Reading out."""
