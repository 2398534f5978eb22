"""Goods that went back to the shop already: what became of them, or of the money for them, is asked, not a new return."""

import re
from collections.abc import Sequence

from agent.understanding.normalise import Plain, plain

_WHILE = r"(?:\d+|[一二两三四五六七八九十几好多]+)多?(?:天|周|个?星期|个?礼拜|个?月)"
_BACK = r"(?:寄回|退回|寄还|发回|送回)"
_ARRIVED = re.compile(
    r"(?:退货|退回|寄回|退的|我退|换货|送修|寄修)[^。!?\n]{0,24}(?:签收|收到|收货|入库|到仓|送达)|"
    r"\b(?:my|the) return(?:ed)?\b[^.!?]{0,60}\b(?:delivered|arrived|received|signed)|\byou(?:'ve| have)? (?:received|got) (?:my|the) return"
)
_SENT = re.compile(
    rf"(?:已经?|早就?|都|刚|(?:昨|前)天|\d+[号日])[^,。!?\n]{{0,10}}(?:{_BACK}|寄过去|退了?货|退回?去)"
    rf"|{_BACK}(?:去|来|给你们?)?(?:了|都|也)|{_BACK}?退?(?:回|过)?去(?:都|也|已经?)*(?:有|快)?了?{_WHILE}"
    rf"|(?:退货|换货|换的|旧的|退的|返修|送修|寄修)[^,。!?\n]{{0,12}}寄(?:出|回|走|过去|了)"
    rf"|我[^,。!?\n你店]{{0,4}}(?:寄出|寄走|寄过去|寄回去?|退回去?)(?:了|都?有?{_WHILE})"
    r"|(?:退货|退回|寄回)(?:的?快递)?单号(?:是|:)?\s*[a-z0-9]{6,}"
    r"|\b(?:sent|shipped|mailed|posted|gave) (?:it|them|this|that|those|(?:the|my) \w+(?: \w+)?) back\b"
    r"|\b(?:already|have|'ve|has) (?:been )?returned (?!to (?:the )?sender)|\breturned (?:it|them|the \w+) (?:last|on|\d+|\w+ (?:days?|weeks?) ago)"
)
_MONEY = r"(?:钱|退款|货款|款项?|余款)"
_WHEN = r"(?:什么时候|啥时候|几时|何时|多久|几天|哪天|怎么还|咋还|到底)"
_AWAITED = re.compile(
    rf"{_MONEY}[^,。!?\n]{{0,10}}(?:呢|还没|还不|没(?:有)?(?:到|退|收|给|动静|影|见)|{_WHEN}|到哪|到账|不退)"
    rf"|(?:还没|还不|怎么(?:还)?[没不]|咋(?:还)?[没不]|{_WHEN})[^,。!?\n]{{0,8}}(?:退(?!货)|到账|打款|给钱|返钱|回款)"
    rf"|(?:新的|换的|新[款件双条台支只]|修好)[^,。!?\n]{{0,14}}(?:{_WHEN}|还没)"
    rf"|(?:还没|还不|{_WHEN})[^,。!?\n]{{0,8}}(?:换(?!货吗)|补给|修好|(?:寄|发)(?:给我|新|回来|过来))"
    r"|(?:收到|签收|到仓|入库|验收?)(?:了)?(?:没|吗|么|嘛)"
    r"|\b(?:refund|money|replacement|exchange)\b[^.!?]{0,40}\b(?:when|where|yet|still|not|no sign)\b|\b(?:when|where|still|no|not|haven't|hasn't)\b[^.!?]{0,50}\b(?:refund|money|replacement)\b"
)
_AGAIN = re.compile(r"再退|又要退|还要退|(?:这次|这回|新的?)[^,。!?\n]{0,8}(?:坏|破|错|退)")
"""Words of who returns something anew."""


def sent_back(text: Plain) -> bool:
    """Say whether a text tells of goods that went back: on their way, or arrived."""
    return bool(_ARRIVED.search(text.text) or _SENT.search(text.text))


def arrived(text: Plain) -> bool:
    """Say whether a text speaks of goods that went back and reached the shop."""
    return bool(_ARRIVED.search(text.text))


def awaited(latest: str, earlier: Sequence[str] = ()) -> bool:
    """Say whether the buyer waits for what follows goods that went back: the money, the new thing, or that they are received.

    That they went back may have been said in an earlier turn.
    """
    seen = plain(latest)
    if not _AWAITED.search(seen.text) or _AGAIN.search(seen.text):
        return False
    return any(sent_back(text) for text in (seen, *map(plain, earlier)))
