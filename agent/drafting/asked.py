"""The buyer's question said back, so that "I'll ask" names what is asked."""

import re

from agent.drafting.mood import questions
from agent.drafting.unfit import UNFIT
from agent.drafting.voice import Voice

_LEAD = re.compile(
    r"^(亲|您好|你好|請問|请问|想问(一下|下)?|想問(一下|下)?|问(一下|下)?|問(一下|下)?|那|就是|还有|還有|另外|我(就)?(想|是)?(问|問|知道)(一下|下)?|你们家?的?|你們家?的?|您们|贵店|貴店|咱家|店里|麻烦|麻煩|我)+"
)
_TAIL = re.compile(r"[\s?？!！。，,~～啊呀哦哈]+$")
_SHORTEST, _LONGEST = 4, 16


def asked_back(voice: Voice) -> str:
    """Return the first question in the buyer's words; "" in English, and where none is short and clean."""
    if voice.english:
        return ""
    for question in questions(voice.brief):
        bare = _LEAD.sub("", _TAIL.sub("", question.strip())).strip()
        if not _SHORTEST <= len(bare) <= _LONGEST or UNFIT.search(bare):
            continue
        if re.fullmatch(r"[\u3400-\u9fffA-Za-z]+", bare):
            return voice.quoted(bare)
    return ""
