"""Which script a text is in, and the same words in the draft's script."""

import re
from functools import cached_property
from typing import Any

from agent.domain.reading import Language

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


def is_chinese(text: str) -> bool:
    """Whether the text is mainly Chinese: product names and codes inside it may be Latin."""
    return len(_HAN.findall(text)) * 2 >= len(_LATIN.findall(text)) and bool(_HAN.search(text))


class Scripts:
    """Puts quoted words (titles, clauses, reasons) into the script of the draft; sentence banks never pass through here."""

    @cached_property
    def _to_hant(self) -> Any:
        from opencc import OpenCC

        return OpenCC("s2tw")

    @cached_property
    def _to_hans(self) -> Any:
        from opencc import OpenCC

        return OpenCC("t2s")

    def quoted(self, text: str, language: Language) -> str:
        """Return the words as they may stand in a draft of the language; "" where they would mix languages."""
        if language is Language.EN:
            return "" if _HAN.search(text) else text
        if not _HAN.search(text):
            return text
        if language is Language.ZH_HANT:
            return str(self._to_hant.convert(text)).replace("臺", "台")  # as shops in Taiwan write
        return str(self._to_hans.convert(text))
