"""The sentences the reader learns from, and the command that fits it to an embedder."""
