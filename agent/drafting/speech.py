"""What is quoted from rules and documents, in a clerk's words: the same numbers and conditions, without the officialese."""

import re
from functools import cached_property
from typing import Any

from agent.domain.reading import Language
from agent.drafting.bank import lexicon

_GAPS = re.compile(
    r"(?<=[\u3400-\u9fff])(?<![年月])\s+(?=\d)|(?<=[\d%])\s+(?=[\u3400-\u9fff])(?![年月日])"
)
_NUMBERED = re.compile(r"^[一二三四五六七八九十\d]+[、.．]\s*")


class Speech:
    """The replacements of `templates/speech.yaml`, in order."""

    @cached_property
    def _tables(self) -> dict[str, dict[str, list[tuple[re.Pattern[str], str]]]]:
        tree: Any = lexicon("speech")
        return {
            language.value: {
                group: [(re.compile(row[0]), row[1]) for row in rows]
                for group, rows in tree[language.value].items()
            }
            for language in Language
        }

    @cached_property
    def _named(self) -> re.Pattern[str]:
        return re.compile(lexicon("speech")["named"])

    def spoken(self, text: str, language: Language, *, granted: bool = False) -> str:
        """Return the text as it is said across the counter; `granted` where it is the ground of something agreed."""
        said = text if language is Language.EN else _GAPS.sub("", text)
        tables = self._tables[language.value]
        rows = [*tables["always"], *(tables["granted"] if granted else [])]
        for pattern, words in rows:
            said = pattern.sub(words, said)
        return said.strip()

    def named(self, text: str) -> str:
        """Return the name of the clause where the text says nothing but where it stands; "" otherwise."""
        match = self._named.search(text)
        return _NUMBERED.sub("", match["name"]).strip("「」《》“”") if match else ""
