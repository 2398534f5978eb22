"""Shares of a price that a clause gives back for the part of the goods that is bad."""

import re

_PROPORTION = re.compile(
    r"÷|按[^，。；]{0,10}(?:比例|个数|個數|数量|數量|只数|折算)|比例(?:退|赔|賠)|(?:坏|壞|烂|爛|死)几(?:个|個|只)?[^，。]{0,2}(?:赔|賠|退)几|相应(?:比例|部分)|pro[ -]?rata|in proportion",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(?:超过|超過|达到|達到|满|≥|大于|more than|over)[^，。；:：\d%％]{0,8}(一半|半数|半數|half|(\d{1,2})\s*[%％])[^，。；]{0,3}[^。；\n]{0,8}(?:全额|全額|整单|整單|全部|全款|in full|full refund)",
    re.IGNORECASE,
)


def proportional(text: str) -> bool:
    """Whether a text gives back the bad part only."""
    return bool(_PROPORTION.search(text))


def whole_from(text: str) -> float | None:
    """Return from which percentage of bad goods on the whole price goes back; None where a text does not say."""
    found = _WHOLE.search(text)
    if not found:
        return None
    return float(found[2]) if found[2] else 50.0
