"""What the buyer would rather have, in their own words: the reason for a change of mind, the size to change to."""

import re

from agent.drafting.bank import lexicon
from agent.drafting.unfit import UNFIT
from agent.drafting.voice import Voice

_PIECES = re.compile(r"[，。！？；,.!?;\n~～…、]+|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_LETTERS = r"[2-6]?X{0,4}[SL]|M|均码|均碼"
_SIZE = re.compile(
    rf"(?:换|換|改)(?:成|个|個|件|双|雙|条|條|为|為|到|一件|一双|一雙|一条|张|支)?\s*(?:大一?[号码]的?)?(?P<zh>\d{{2}}(?:\.5)?|{_LETTERS})(?:码|碼|号|號|的|\b)?"
    rf"|(?:exchange|swap|change|switch)\b.{{0,20}}\b(?:for|to|into)\b.{{0,12}}?\b(?P<en>\d{{1,2}}(?:\.5)?|{_LETTERS})\b",
    re.IGNORECASE,
)
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


def wished_size(voice: Voice) -> str:
    """Return the one size the buyer asks to change to, as written; "" where none or several are named."""
    found = {
        (match["zh"] or match["en"]).upper()
        for text in voice.brief.messages
        for match in _SIZE.finditer(text)
    }
    return found.pop() if len(found) == 1 else ""
