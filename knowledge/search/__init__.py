"""Finding the clause: vectors and words, fused."""
