"""A Brief in, a Draft out."""
