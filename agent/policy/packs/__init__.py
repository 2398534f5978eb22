"""Law and platform floors, cited."""
