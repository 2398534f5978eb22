"""What the goods are called: the buyer's own word for them where it is one, the short title otherwise, with its measure word."""

import re
from collections.abc import Sequence
from functools import cached_property

from agent.domain.reading import Language
from agent.drafting.bank import lexicon
from agent.drafting.title import Titles

_HAN = re.compile(r"[\u3400-\u9fff]")
_NAME_MOST = 6
# What comes with parts of its own: machines and electronics, and whatever is sold as a set.
_IN_PARTS = re.compile(
    r"[机機](?![洗壳殼套膜])|(?<![陶瓷漆乐樂])器(?!材)|电脑|電腦|平板|手表|手錶|音箱|充电|充電|电[动子器]|電[動子器]|套装|套裝|\bset\b|\bkit\b|\b(phone|camera|drone|machine|charger|vacuum|sensor|watch|speaker|laptop|tablet|console|fryer|blender|printer|headphones|earbuds)s?\b",
    re.IGNORECASE,
)
_LONG_NAME = 2  # words of an English title up to which it is said whole


class Goods:
    """Names goods by titles and by what the buyer says."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    @cached_property
    def _measures(self) -> list[tuple[re.Pattern[str], dict[str, str]]]:
        return [(re.compile(row["match"]), row) for row in lexicon("measures")]

    @cached_property
    def _english(self) -> re.Pattern[str]:
        nouns = lexicon("nouns")["english"]
        return re.compile(rf"\b(?:(?:{nouns}) )*(?:{nouns})\b", re.IGNORECASE)

    def called(self, titles: Sequence[str], messages: Sequence[str], language: Language) -> str:
        """Return the name of the one thing the case is about; "" where that is not certain."""
        if language is Language.EN:
            return self._called_in_english(titles, messages)
        short = [name if _HAN.search(name) else "" for name in map(self._titles.short, titles)]
        words = [noun for text in messages for noun in self._titles.nouns(text)]
        if not titles:
            return words[0] if len(set(words)) == 1 else ""
        own = list(
            dict.fromkeys(
                (word, title) for word in words for title in short if title and _head(word) in title
            )
        )
        if len(titles) == 1:
            common = _in_common(titles[0], messages)
            name = own[0][0] if own and len(own[0][0]) > 1 else short[0] or common
            return common if len(common) > len(name) and common.endswith(name) else name
        meant = {title for _, title in own}
        return next(iter(meant)) if len(meant) == 1 else ""

    def _called_in_english(self, titles: Sequence[str], messages: Sequence[str]) -> str:
        if len(titles) > 1:
            return ""
        short = self._titles.short(titles[0]) if titles and titles[0].isascii() else ""
        named = [match[0].lower() for text in messages for match in self._english.finditer(text)]
        if not short:
            return named[0] if named else ""
        nouns = self._english.findall(titles[0])
        common = nouns[-1].lower() if nouns and len(short.split()) > _LONG_NAME else ""
        return self._as_called(short, messages) or common or short

    def _as_called(self, title: str, messages: Sequence[str]) -> str:
        """Return the longest run of the title's words that the buyer uses; one word alone only after "my", "the" or "this"."""
        words = title.split()
        said = " ".join(messages).lower()
        runs = [
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
        ]
        for run in sorted(runs, key=len, reverse=True):
            before = "" if " " in run else r"(?:my|the|this|these) "
            if len(run) > 3 and re.search(rf"\b{before}{re.escape(run.lower())}\b", said):
                return run
        return ""

    def in_parts(self, title: str) -> bool:
        """Whether goods of this title come with parts of their own."""
        return bool(_IN_PARTS.search(title)) or self.measure(title, Language.ZH_HANS) == "台"

    def measure(self, noun: str, language: Language) -> str:
        """Return the Chinese measure word of a noun; "" where none is known."""
        key = "hant" if language is Language.ZH_HANT else "hans"
        return next((row[key] for match, row in self._measures if match.search(noun)), "")


def _head(word: str) -> str:
    """Return the sign by which a word for goods names their kind: "拍" of "拍子", "包" of "包包"."""
    return (word[:-1] if len(word) > 1 and word[-1] in "子儿兒" else word)[-1:]


def _in_common(title: str, messages: Sequence[str]) -> str:
    """Return the longest run of characters that title and buyer have in common, where it is long enough to be a name."""
    said = "，".join(messages)
    runs = [
        run[start:end]
        for run in re.findall(r"[\u3400-\u9fff]+", title)
        for start in range(len(run))
        for end in range(start + 2, min(start + _NAME_MOST, len(run)) + 1)
    ]
    return max((run for run in runs if run in said), key=len, default="")
