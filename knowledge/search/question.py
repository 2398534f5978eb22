"""From chat to a question: what a message says is kept, how it says it goes.

`plain_question` is what is embedded: without addresses, greetings, vocatives and thanks, the commonest slips of the pen mended
(`typos.txt`, one pair a line). `asked_words` is what the keyword index is asked: question words go too, for in a rulebook
they are rare, count much and mean nothing.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from knowledge.search.embedder import Vectors
from knowledge.search.terms import terms

LONGEST = 400
"""Characters of a question that are looked at; the rest of a very long message adds noise and time."""

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s?#\u4e00-\u9fff，。；！？、）】》]*[^\s\u4e00-\u9fff，。；！？、）】》]*"
)
_EDGE = r"[\s,，。.!！?？~～、:：;；]*"
_GREETING = re.compile(
    rf"^{_EDGE}(?:(?:亲爱的|親愛的|亲们?|親|您好|你好|妳好|哈喽|哈囉|嗨|在吗|在嗎|在不在|在么|有人吗|有人嗎|有人在吗|客服|小姐姐|小哥哥|"
    r"老板娘?|老闆娘?|店家|掌柜的?|麻烦问一下|麻煩問一下|麻烦问下|请教一下|請教一下|请问一下|請問一下|请问下|请问|請問|想问一下|想問一下|想问下|想问问|"
    r"问一下|問一下|问下|那个|那個|就是说|不好意思|打扰了?|打擾了?|"
    r"hi there|hi|hello|hey|dear(?: seller| sir| all)?|excuse me|good (?:morning|afternoon|evening)|quick question|"
    rf"(?:could|can) you (?:please )?tell me|i (?:was|am|'m) (?:just )?wondering(?: if| whether)?|just wondering(?: if| whether)?)(?![a-z]){_EDGE})+",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    rf"{_EDGE}(?:谢谢你?您?啦?|謝謝妳?你?您?|多谢|多謝|感谢|感謝|感恩|拜托了?|拜託了?|麻烦了|麻煩了|急急*|在线等|"
    rf"thanks?(?: you)?(?: so much| in advance)?|thx|cheers|please|pls){_EDGE}$",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"怎么办|怎麼辦|该怎么|該怎麼|怎么样|怎麼樣|怎么|怎麼|怎样|怎樣|如何|是否|能不能|可不可以|是不是|会不会|會不會|有没有|有沒有|要不要|能否|可否|"
    r"什么样|什么|什麼|甚麼|哪些|哪个|哪個|哪种|哪種|请问|請問|吗|嗎|呢|啊|吧|呀|嘛|的话|的話|我们|我們|我|你们|你們|你|您|这个|這個|那个|那個|"
    r"\b(?:please|could|would|can|do|does|did|is|are|am|was|were|will|the|an?|i|my|me|you|your|it|its|to|of|if|what|how|which|there)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """What is asked: words, their vectors, the day of the order, the products it is about, today."""

    text: str
    vector: Vectors
    today: date
    second: Vectors | None = None
    on: date | None = None
    products: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def plain_question(text: str) -> str:
    """Return a question without what says nothing, cut to a bearable length; what is nothing else stays as it is."""
    cut = _ADDRESS.sub(" ", text)[:LONGEST].strip() or text[:LONGEST].strip()
    kept = _CLOSING.sub("", _GREETING.sub("", cut)).strip()
    return _mended(kept if _says_something(kept) else cut)


def asked_words(text: str) -> list[str]:
    """Return the terms of a question without its question words; all its terms where nothing else is left."""
    whole = plain_question(text)
    kept = [term for part in _ASKING.sub("\n", whole).splitlines() for term in terms(part)]
    return kept or terms(whole)


def _says_something(text: str) -> bool:
    return sum(1 for c in text if c.isalnum()) >= 2


def _mended(text: str) -> str:
    pattern, words = _typos()
    return pattern.sub(lambda match: words[match.group().lower()], text)


@lru_cache(maxsize=1)
def _typos() -> tuple[re.Pattern[str], dict[str, str]]:
    text = files(__package__).joinpath("typos.txt").read_text(encoding="utf-8")
    pairs = dict(line.split() for line in text.splitlines() if line.strip())
    chinese = "|".join(word for word in pairs if not word.isascii())
    english = "|".join(word for word in pairs if word.isascii())
    return re.compile(rf"{chinese}|\b(?:{english})\b", re.IGNORECASE), pairs
