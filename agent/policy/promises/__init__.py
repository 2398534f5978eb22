"""Each kind of promise, limit or condition that a shop's clause can make, read into rules; one module a kind."""
