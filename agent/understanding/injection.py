"""Instructions hidden in what a buyer wrote: aimed at the machine, not at the shop.

A flag, never a refusal: the buyer's real request in the same text is read all the same, and the desk treats everything
from a buyer as quoted material. Patterns cover what is known (overriding, revealing, role play, fake system marks,
encoded and hidden text); the reader's classifier adds what only looks like it.
"""

import re
import unicodedata

from agent.understanding.lexicon import phrases
from agent.understanding.normalise import bounded, plain, squeeze

_TAGS = re.compile(r"[\U000e0000-\U000e007f]")
_ENCODED = re.compile(
    r"(?<![\w/.=-])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{40,}={0,2}(?![\w/])"
)
_HEX = re.compile(
    r"(?:\\x[0-9a-f]{2}){6,}|(?:\\u[0-9a-f]{4}){6,}|(?:&#x?[0-9a-f]{2,5};){6,}", re.IGNORECASE
)
_CODE = re.compile(
    r"<script|javascript:|onerror\s*=|<!--|<iframe|\$\{[^}]*\}|\{\{.*?\}\}|```", re.IGNORECASE
)
_SPACED = re.compile(r"(?:\b\w[\s._-]+){5,}\w\b")
_SPLIT_CHINESE = frozenset({"override", "reveal", "role"})


def find_injection(text: str) -> tuple[str, ...]:
    """Return the words that speak to the machine; empty where there are none. Looks at a bounded part of the text."""
    sample = bounded(text)
    found: list[str] = []
    for marks in (_TAGS, _ENCODED, _HEX, _CODE):
        match = marks.search(sample)
        if match:
            found.append(match.group()[:80])
    seen = plain(sample)
    # Quotation marks and line breaks would otherwise hide an instruction from the patterns.
    for name, pattern in phrases("injection").patterns.items():
        match = pattern.search(seen.text)
        if match:
            found.append(seen.quote(match.start(), match.end())[:80] or name)
    return tuple(dict.fromkeys(found)) or _disguised(sample)


def _disguised(sample: str) -> tuple[str, ...]:
    """Look again with separators taken out (「忽 略 以 上 规 则」, "i g n o r e") and accents folded."""
    dense = squeeze(plain(sample))
    lists = phrases("injection").patterns
    for name in sorted(_SPLIT_CHINESE):
        match = lists[name].search(dense.text)
        if match and re.search(r"[\u4e00-\u9fff]", match.group()):
            return (dense.quote(match.start(), match.end())[:80],)
    spaced = _SPACED.search(sample)
    if spaced:
        word = re.sub(r"[\W_]", "", spaced.group()).lower()
        if re.search(r"ignore|disregard|systemprompt|instruction|override|jailbreak", word):
            return (spaced.group()[:80],)
    folded = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", sample)
        if not unicodedata.combining(letter)
    ).lower()
    match = lists["override"].search(folded)
    return (match.group()[:80],) if match else ()
