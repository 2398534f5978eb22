"""The desk: from a buyer's message to an approved reply."""
