"""What the shop has written: documents in, cited clauses out. Knows nothing of cases or buyers."""
