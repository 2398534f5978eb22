"""Sentences that are innocent whatever they sound like: the shop's own clauses, and requests for a picture."""

import re

_SHARED = 0.4
"""Share of a sentence that a clause must hold for it to count as the clause's own words."""
_WHOLLY = 0.7
"""Share from which it is hardly more than the clause itself, with a greeting before it."""
_LED_IN = re.compile(
    r"^(?:(?:亲|您好|你好|hi(?: there)?|hello)[~,!\s]*)?(?:我?(?:帮您)?查(?:了|过)?一?下[,:\s]*|i've checked:?\s*)?"
)
_AT_EDGE = r"(?:(?:亲|您好|你好|hi|hello)[,\s]*)?"
_PICTURE = r"(?:照片?|图片?|视频|影片|截图|一下|一张|photos?|pictures?|videos?)"
_SHOWN = re.compile(
    rf"{_AT_EDGE}(?:麻烦|请|辛苦|劳驾|方便的话|能否|可否|能不能|可以)?(?:您|你)?(?:先|再|帮忙)?(?:把|将|给)?[^,。!?;]{{0,14}}(?:拍|录|发|传|提供)[^,。!?;]{{0,8}}{_PICTURE}[^,。!?;]{{0,10}}[。!?]?"
    rf"|{_AT_EDGE}(?:please|could you|can you|would you)[^.!?;]{{0,30}}\b(?:send|share|take|attach)\b[^.!?;]{{0,20}}\b{_PICTURE}[^.!?;]{{0,40}}[.!?]?",
    re.IGNORECASE,
)
# What turns a request into a reproach or leads elsewhere.
_TURNED = re.compile(
    r"[不没别非否乱瞎]|自己|到底|再说|否则|凭什么|微信|加我|加个|qq|电话|邮箱|群|whatsapp|telegram|wechat|e-?mail|or else|yourself|\bnot\b|n't\b"
)


def pieces(text: str) -> frozenset[str]:
    """Return the runs of four letters or characters of a folded text."""
    dense = "".join(char for char in text if char.isalnum())
    return frozenset(dense[at : at + 4] for at in range(len(dense) - 3))


def repeats(text: str, stated: frozenset[str]) -> bool:
    """Return whether a folded sentence says what the clauses do whose `pieces` are `stated`."""
    return _held(text, stated) >= _SHARED


def quotes(text: str, stated: frozenset[str]) -> bool:
    """Return whether a folded sentence is hardly more than what the clauses say whose `pieces` are `stated`."""
    return _held(_LED_IN.sub("", text), stated) >= _WHOLLY


def _held(text: str, stated: frozenset[str]) -> float:
    """Return the share (0-1) of a text's pieces that are stated; 0 where it is too short to have any."""
    own = pieces(text)
    return len(own & stated) / len(own) if own else 0.0


def asks_to_see(text: str) -> bool:
    """Return whether a folded sentence does nothing but ask for a picture, without a word of reproach or of another channel."""
    plain = text.strip()
    return _SHOWN.fullmatch(plain) is not None and _TURNED.search(plain) is None
