"""What the goods are called: the buyer's own word for them where it is one, the short title otherwise, with its measure word."""

import re
from collections.abc import Sequence
from functools import cached_property

from agent.domain.reading import Language
from agent.drafting.bank import lexicon
from agent.drafting.title import Titles


class Goods:
    """Names goods by titles and by what the buyer says."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    @cached_property
    def _measures(self) -> list[tuple[re.Pattern[str], dict[str, str]]]:
        return [(re.compile(row["match"]), row) for row in lexicon("measures")]

    @cached_property
    def _english(self) -> re.Pattern[str]:
        return re.compile(rf"\b({lexicon('nouns')['english']})\b", re.IGNORECASE)

    def called(self, titles: Sequence[str], messages: Sequence[str], language: Language) -> str:
        """Return the name of the one thing the case is about; "" where that is not certain."""
        if language is Language.EN:
            return self._called_in_english(titles, messages)
        short = [self._titles.short(title) for title in titles]
        words = [noun for text in messages for noun in self._titles.nouns(text)]
        if not titles:
            return words[0] if len(set(words)) == 1 else ""
        own = list(
            dict.fromkeys(
                (word, title) for word in words for title in short if title and word[-1:] in title
            )
        )
        if len(titles) == 1:
            return short[0] if not own or len(short[0]) <= 4 else own[0][0]
        meant = {title for _, title in own}
        return next(iter(meant)) if len(meant) == 1 else ""

    def _called_in_english(self, titles: Sequence[str], messages: Sequence[str]) -> str:
        if len(titles) > 1:
            return ""
        short = self._titles.short(titles[0]) if titles and titles[0].isascii() else ""
        named = [match[1].lower() for text in messages for match in self._english.finditer(text)]
        return short or (named[0] if named else "")

    def measure(self, noun: str, language: Language) -> str:
        """Return the Chinese measure word of a noun; "" where none is known."""
        key = "hant" if language is Language.ZH_HANT else "hans"
        return next((row[key] for match, row in self._measures if match.search(noun)), "")
