"""What a shop's own words say was done with goods that it then does not take back (泡过茶, 上路骑过), and whether the buyer did it."""

import re

_DONE = re.compile(r"([\u4e00-\u9fff])[过過]")
_NO_DEED = frozenset("不超经經通太难難越胜勝错錯渡度只见見看选選买買收说說答确確认認勾打")
"""Before 过 these make words of their own, or tell of no use."""


def deeds(text: str) -> frozenset[str]:
    """Return the verbs of a text that tell what was done, one character each."""
    return frozenset(match[1] for match in _DONE.finditer(text)) - _NO_DEED


def did(text: str, said: str) -> bool:
    """Whether the buyer says to have done what a refusal names."""
    return any(
        re.search(
            rf"(?<![没沒未不别別]){verb}(?:了|过|過|着|著|[一二两兩三四五六七八九十几幾\d])", said
        )
        for verb in deeds(text)
    )
