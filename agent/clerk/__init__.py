"""Prepares a case: reads, searches, decides, drafts and checks. A person approves."""
