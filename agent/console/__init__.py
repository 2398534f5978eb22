"""HTTP, for people."""
