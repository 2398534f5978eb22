"""What the buyer would rather have, in their own words: the reason for a change of mind, the size to change to."""

import re

from agent.drafting.bank import lexicon
from agent.drafting.unfit import UNFIT
from agent.drafting.voice import Voice

_PIECES = re.compile(r"[，。！？；,.!?;\n~～…、]+|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_LETTERS = r"[2-6]?X{0,4}[SL]|M|均码|均碼"
_SIZE = re.compile(
    rf"(?:换|換|改|调|調|要)[^\d，。,.!！?？A-Za-z]{{0,6}}(?P<zh>(?<![\dA-Za-z])(?:[2-5]\d(?:\.5)?|{_LETTERS}))(?![\dA-Za-z元块])(?:码|碼|号|號|的)?"
    rf"|(?:exchange|swap|change|switch)\b.{{0,20}}\b(?:for|to|into)\b.{{0,12}}?\b(?P<en>\d{{1,2}}(?:\.5)?|{_LETTERS})\b",
    re.IGNORECASE,
)
_HUES = "红紅橙黄黃绿綠青蓝藍紫黑白灰粉棕褐金银銀米咖杏"
_COLOUR = re.compile(
    rf"(?:换|換|改|要)(?:成|为|為|回|个|個|一?[件双雙条條支个個]|那个|那個|一下){{0,2}}(?P<colour>[荧螢光深浅淺藏酒玫天粉米雾霧亮暗]{{0,2}}[{_HUES}]{{1,2}}色?)"
)
_NEXT = re.compile(r"(?P<way>大|小)(?:一|1)(?:码|碼|号|號)")
_LADDER = ["XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"]
_ORDERED = re.compile(r"(?<![\dA-Za-z])([2-5]\d|X{0,3}[SL]|M)(?:码|碼|号|號)?$")
_SHORTEST, _LONGEST = 3, 14


class Reasons:
    """The list of reasons in `templates/reasons.yaml`."""

    def __init__(self) -> None:
        words = lexicon("reasons")
        self._own, self._never = re.compile(words["own"]), re.compile(words["never"])
        self._drop = re.compile(words["drop"])
        self._english = [
            (re.compile(row["match"], re.IGNORECASE), row["said"]) for row in words["en"]
        ]

    def said(self, voice: Voice) -> str:
        """Return the buyer's reason as a short clause fit to be said back; "" where there is none that is clean."""
        texts = voice.brief.messages
        if voice.english:
            said = " ".join(texts)
            return next((words for match, words in self._english if match.search(said)), "")
        pieces = (piece for text in texts for piece in _PIECES.split(text))
        return voice.quoted(next(filter(None, map(self._clean, pieces)), ""))

    def _clean(self, piece: str) -> str:
        if not self._own.search(piece) or self._never.search(piece):
            return ""
        whole = re.sub(r"[啊呀哦啦吧呢嘛滴]+$", "", piece.strip())
        bare = self._drop.sub("", self._drop.sub("", whole))
        bare = bare if len(bare) >= _SHORTEST else whole
        clean = re.fullmatch(r"[\u3400-\u9fff]+", bare) and not UNFIT.search(bare)
        fit = clean and _SHORTEST <= len(bare) <= _LONGEST and self._own.search(bare)
        return bare if fit else ""


def wished_colour(voice: Voice) -> str:
    """Return the one colour the buyer asks to change to, as written: "荧光黄", "白色"; "" where none or several are named."""
    found = {match["colour"] for text in voice.brief.messages for match in _COLOUR.finditer(text)}
    if len(found) != 1 or voice.english:
        return ""
    colour = voice.quoted(found.pop())
    return f"{colour}色" if len(colour) == 1 else colour


def next_size(voice: Voice) -> str:
    """Return the size one up or down from the one ordered, where that is what the buyer asks for; "" otherwise."""
    match = _NEXT.search("".join(voice.brief.messages))
    own = ordered_size(voice)
    if match is None or not own:
        return ""
    step = 1 if match["way"] == "大" else -1
    if own.isdigit():
        return str(int(own) + step)
    at = _LADDER.index(own) + step
    return _LADDER[at] if 0 <= at < len(_LADDER) else ""


def upwards(voice: Voice) -> bool:
    """Whether the buyer asks for the size above, not the one below."""
    match = _NEXT.search("".join(voice.brief.messages))
    return match is not None and match["way"] == "大"


def ordered_size(voice: Voice) -> str:
    """Return the size that the title of the one thing ordered ends with: "42", "L"; "" where it names none."""
    order = voice.brief.order
    titles = order.titles if order else ()
    own = _ORDERED.search(titles[0]) if len(titles) == 1 else None
    return own[1] if own else ""


def wished_size(voice: Voice) -> str:
    """Return the one size the buyer asks to change to, as written; "" where none or several are named."""
    found = {
        (match["zh"] or match["en"]).upper()
        for text in voice.brief.messages
        for match in _SIZE.finditer(text)
    }
    return found.pop() if len(found) == 1 else ""
