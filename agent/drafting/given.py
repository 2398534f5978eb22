"""What the buyer has sent already, so that nobody asks for it again."""

import re
from collections.abc import Sequence

# Personal data in a brief is masked: these words stand where the guards saw some.
_ADDRESS, _PHONE = "〔地址〕", "〔电话〕"
_TARGET = re.compile(
    r"(?:改|换|換|修正|更正)(?:成|为|為|到)(?!什么|什麼|啥|哪|别的|別的|其他|其它|另)[^，。！？,.!?\s]{1,14}|应该是[^，。！？,.!?\s]{1,14}|應該是[^，。！？,.!?\s]{1,14}"
    r"|\b(?:change|switch|swap|make)\b[^.!?]{1,40}\b(?:to|into|for|from)\b (?!a different|another|something)\w+",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:抬头|抬頭|公司名|单位名|單位名)[^，。！？,!?\n]{0,6}?(?:[:：是写寫为為开開]|\s)\s*(?!什么|什麼|谁|誰|公司还|個人還)[^，。！？,!?\s]{2,}|(?:抬头|抬頭)(?!怎|是|要|写|寫|可|能)[\u3400-\u9fff]{4,}"
    r"|(?:税号|稅號|统编|統編|统一编号|統一編號)[^，。！？,!?\n]{0,3}[0-9A-Za-z〔]|\b(?:company name|vat (?:number|no\.?)|tax id)\b[^.!?]{0,6}[:=]? ?\w{4,}",
    re.IGNORECASE,
)


def address_given(messages: Sequence[str]) -> bool:
    """Whether the buyer wrote an address out."""
    return any(_ADDRESS in text for text in messages)


def phone_given(messages: Sequence[str]) -> bool:
    """Whether the buyer wrote a telephone number out."""
    return any(_PHONE in text for text in messages)


def target_given(messages: Sequence[str]) -> bool:
    """Whether the buyer said what something is to be changed to."""
    return any(_TARGET.search(text) for text in messages)


def title_given(messages: Sequence[str]) -> bool:
    """Whether the buyer said whose name an invoice is to bear."""
    return any(_TITLE.search(text) for text in messages)
