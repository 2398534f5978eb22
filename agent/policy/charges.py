"""Costs beside the price that somebody has to bear: customs, carrying upstairs, a wasted visit."""

import re

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("customs", re.compile(
        r"关税|關稅|进口税|進口稅|税费|稅費|清关费|清關費|报关费|報關費|\b(?:dut(?:y|ies)|customs (?:fee|charge|tax)\w*|import (?:tax|fee|charge)\w*|vat|handling (?:fee|charge)?s?|brokerage)\b", re.I)),
    ("carrying", re.compile(
        r"搬运费|搬運費|楼层费|樓層費|上楼费|上樓費|爬楼费|吊装费|吊裝費|\b(?:stair|floor|carry(?:ing)?)[- ](?:fee|charge)s?\b", re.I)),
    ("visit", re.compile(
        r"空跑费|空跑費|改约费|改約費|二次上门|二次到府|上门费|上門費|\b(?:missed|second|repeat) visit (?:fee|charge)s?\b", re.I)),
)  # fmt: skip


def charges_in(text: str) -> frozenset[str]:
    """Return the kinds of costs that a text speaks of."""
    return frozenset(kind for kind, words in _KINDS if words.search(text))
