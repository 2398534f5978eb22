"""Evidence of a case: who must prove what next, what is in hand, what is missing, and a file to hand in."""
