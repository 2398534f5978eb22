"""Reading a question and a clause together, without any framework."""

from knowledge.search.cross.encoder import CrossEncoder, beside

__all__ = ["CrossEncoder", "beside"]
