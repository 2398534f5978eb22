"""The desk offered to other frameworks."""
