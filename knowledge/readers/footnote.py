"""Footnotes, put under the text that they limit."""

import re

_CHINESE = re.compile("[\u4e00-\u9fff]")


def as_note(text: str) -> str:
    """Return a footnote's text as it stands under a clause."""
    return f"注：{text}" if _CHINESE.search(text) else f"Note: {text}"
