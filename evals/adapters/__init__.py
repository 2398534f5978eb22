"""Other people's data, read by path, never copied."""
