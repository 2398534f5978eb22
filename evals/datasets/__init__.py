"""Data sets of the evals, and the scripts that make them."""
