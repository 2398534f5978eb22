"""Text files: paragraphs between blank lines, hard-wrapped lines joined again; Markdown in a text file is read as such."""

import re

from knowledge.readers import markdown_text
from knowledge.readers.block import Block, Reading
from knowledge.readers.decoding import decode
from knowledge.readers.head import head
from knowledge.readers.reflow import reflow

_MARKDOWN = re.compile(r"^#{1,4} \S", re.MULTILINE)


def read(data: bytes, name: str) -> Reading:
    """Read a text file."""
    text = decode(data, name)
    return markdown_text.from_text(text) if _MARKDOWN.search(text) else from_text(text)


def from_text(text: str) -> Reading:
    """Read text: one block a paragraph or marked line."""
    metadata, body = head(text)
    blocks = tuple(Block(kind="text", text=part) for part in reflow(body))
    return Reading(blocks=blocks, metadata=metadata)
