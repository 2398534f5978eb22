"""What the buyer says was done with the goods: opened, worn, broken in use, their gift eaten."""

import re
from collections.abc import Iterable

from agent.policy.wordlists import pattern_of, regex, word_lists


def says_worn(note: str | None) -> bool:
    """Whether a note on the evidence says that the goods were used; "no sign of use" says the opposite."""
    lists = word_lists()
    low = (note or "").lower()
    for found in pattern_of(lists.worn).finditer(low):
        before = low[max(0, found.start() - 6) : found.start()]
        own = any(found.group().startswith(word) for word in ("无", "沒", "没", "without"))
        if own or not any(word in before for word in lists.negations):
            return True
    return False


def _before(text: str, start: int, width: int) -> str:
    """Return the words of the same clause shortly before a place."""
    return re.split(r"[，。！？；,.!?;\n]", text[max(0, start - width) : start])[-1]


def handled(texts: Iterable[str]) -> frozenset[str]:
    """Return how the buyer says the goods were handled: opened, used, assembled, activated; outer cartons do not count."""
    lists = word_lists()
    found = set()
    for text in texts:
        for group, pattern in lists.handled.items():
            for match in regex(pattern).finditer(text):
                if re.search(rf"(?:{lists.handled_not})", _before(text, match.start(), 7), re.I):
                    continue
                if _of_a_sample(text, match):
                    continue
                near = text[max(0, match.start() - 6) : match.end() + 8]
                if group == "opened" and regex(lists.handled_outside).search(near):
                    continue
                found.add(group)
    return frozenset(found)


def _of_a_sample(text: str, match: re.Match[str]) -> bool:
    """Whether what was done was done to a sample that came along, not to the goods."""
    sample = word_lists().handled_sample
    before = re.search(rf"(?:{sample})\S{{0,2}}$", text[: match.start()], re.I)
    named = any(one.start() <= match.start() < one.end() for one in regex(sample).finditer(text))
    after = re.match(rf"\S{{0,3}}(?:{sample})", text[match.end() :], re.I)
    return bool(before or named or after)


def says_sample(texts: Iterable[str]) -> bool:
    """Whether the buyer speaks of a sample that came with the goods."""
    return any(regex(word_lists().handled_sample).search(text) for text in texts)


_CARELESS = re.compile(
    r"(?:没|沒|未)(?:有)?(?:注意|拿稳|拿穩|留神|看见|看見|看到|放稳|放穩|站稳|站穩|小心|留意|抓稳|抓穩)"
)


_CAME_SO = re.compile(
    r"(?:一)?(?:打开|打開|拆开|拆開|开箱|開箱|到手|到货|到貨|收到|刚到|剛到)[^，。！？,.!?]{0,3}(?:就|即|时|時|发现|發現|全|都|一看|才)|外箱|外包装|外包裝"
    r"|\b(?:arrived|came|on arrival|when (?:i )?open)",
    re.IGNORECASE,
)
_OWN_HAND = re.compile(
    r"(?:自己|我|不小心|孩子|小孩|宝宝|寶寶|儿子|女儿|老公|老婆)[^，。！？,.!?]{0,6}(?:摔|踩|坐|压|壓|撞|磕|碰|掉|砸|弄|打)|\b(?:i|my \w+) (?:\w+ )?(?:dropped|broke|sat|stepped|spilled)\b",
    re.IGNORECASE,
)
"""Damage seen on opening is not of the buyer's making unless the buyer says whose hand it was."""


def says_caused(texts: Iterable[str]) -> bool | None:
    """Whether the buyer says that the damage came about in use: True, False where it is denied, None where nothing is said."""
    lists = word_lists()
    denied: bool | None = None
    for text in texts:
        came_so = _CAME_SO.search(text) is not None and not _OWN_HAND.search(text)
        for match in regex(lists.caused).finditer(text):
            before = _CARELESS.sub("", _before(text, match.start(), 10))
            if (
                came_so
                or re.search(lists.caused_not, before, re.IGNORECASE)
                or re.match(lists.caused_after, text[match.end() :])
            ):
                denied = False
                continue
            return True
    return denied


_GIFT_GONE = re.compile(
    r"(?:赠品|贈品|赠送的?|贈送的?|送的|礼品|禮品|gifts?)[^，。！？,.!?]{0,10}?(?:吃|喝|用|丢|丟|扔|弄丢|不见|不見|没了|沒了|拆|送人|留下|坏了|used|lost|gone|ate|gave|keep)"
    r"|(?:吃|喝|用|丢|丟|扔|弄丢|送)(?:了|掉了?)[^，。！？,.!?]{0,4}(?:赠品|贈品|送的)",
    re.IGNORECASE,
)
_GIFT_THERE = re.compile(
    r"没(?:有)?(?:吃|喝|用|拆|丢|动)|沒(?:有)?(?:吃|喝|用|拆|丟|動)|未(?:拆|用)|一起(?:退|寄)|not (?:used|opened)|unopened",
    re.I,
)


def says_gift_gone(texts: Iterable[str]) -> bool | None:
    """Whether the buyer says that a gift can't come back: True, False where it is said to be there, None where nothing is said."""
    told: bool | None = None
    for text in texts:
        found = _GIFT_GONE.search(text)
        if found and not _GIFT_THERE.search(text):
            return True
        told = False if found else told
    return told
