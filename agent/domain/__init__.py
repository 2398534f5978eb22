"""What the desk talks about: frozen values, no I/O, no framework."""
