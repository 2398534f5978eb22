"""Long advertising titles, shortened to what one says aloud."""

import re

from agent.drafting.bank import lexicon

_BRACKETS = re.compile(r"[【\[（(《「『<][^】\]）)》」』>]{0,40}[】\]）)》」』>]")
_BRAND = re.compile(r"(苹果|蘋果)(?=手机|手機|电脑|電腦|平板|数据|數據|耳机|耳機|手表|充电)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_HYPE = re.compile(
    r"\b(new|hot|sale|free shipping|original|official|brand|high quality|fashion|best|20\d\d|for men|for women|"
    r"men'?s|women'?s|unisex|breathable|non-?slip|anti-?\w+|waterproof|lightweight|durable|portable|premium|professional|"
    r"global version|\d+\s?pcs?|pcs?|pack|lot|set of \d+)\b",
    re.IGNORECASE,
)
_LONGEST = 12
_PLAIN = 8
_ONE_WORD = 8  # a compound this short is named by its last part: 智能拍柄传感器 is a sensor


class Titles:
    """Shortens titles by the list of product nouns in `templates/nouns.yaml`."""

    def __init__(self) -> None:
        words = lexicon("nouns")
        heads = sorted(words["heads"].split("|"), key=len, reverse=True)
        before = sorted(words["before"].split("|"), key=len, reverse=True)
        self._noun = re.compile(rf"(?:{'|'.join(before)}){{0,2}}(?:{'|'.join(heads)})")

    def short(self, title: str) -> str:
        """Return the head noun, at most 12 characters (5 English words); "" where it is doubtful."""
        bare = _BRAND.sub("", _BRACKETS.sub(" ", title)).strip()
        if not _HAN.search(bare):
            return _english(bare)
        nouns = [match.group(0) for match in self._noun.finditer(bare)]
        nouns = [noun for noun in nouns if 2 <= len(noun) <= _LONGEST]
        if nouns:
            one_word = any(
                all(noun in word for noun in nouns) and len(word) <= _ONE_WORD
                for word in bare.split()
            )
            return nouns[-1] if len(nouns) == 1 or one_word else _main(nouns)
        plain = "".join(_HAN.findall(bare))
        return plain if plain == bare and 2 <= len(plain) <= _PLAIN else ""

    def nouns(self, text: str) -> list[str]:
        """Return the product nouns in what somebody says, in order."""
        return [match.group(0) for match in self._noun.finditer(text) if len(match.group(0)) >= 2]

    def without_subject(self, text: str) -> str:
        """Return the text without the first product noun in it: what is asked, not what it is asked of."""
        return self._noun.sub(" ", text, count=1)


def _main(nouns: list[str]) -> str:
    """Return the noun that the title is about: the one that others repeat in part, else the first."""
    for noun in nouns:
        if any(noun != other and noun in other for other in nouns):
            return next(other for other in nouns if noun != other and noun in other)
    return nouns[0]


_UNITS = frozenset(
    {"mah", "ml", "mm", "cm", "kg", "oz", "lb", "pcs", "gb", "tb", "hz", "wh", "us", "eu", "uk"}
)


def _english(title: str) -> str:
    head = re.split(r"\s[-–|]\s|[,;|(]|\s(?:for|with|in)\s", _ENGLISH_HYPE.sub(" ", title))[0]
    words = re.findall(r"[A-Za-z][A-Za-z'’\-]*", head)
    words = [word for word in words if len(word) > 1 and word.lower() not in _UNITS]
    if not 1 <= len(words) <= 5:
        words = words[-3:] if words and len(words) <= 8 else []
    if len(words) > 1 and not any(word[0].isupper() for word in words[1:]) and words[0].istitle():
        words[0] = words[0].lower()  # a title written as a sentence, not a brand in front
    # A brand in front may keep its capital; a name in capitals throughout would shout.
    return " ".join(word.lower() if word.isupper() and len(word) > 4 else word for word in words)
