"""HTTP, machine to machine."""
