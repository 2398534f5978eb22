"""What the cases tell the shop."""
