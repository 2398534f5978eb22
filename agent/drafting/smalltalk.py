"""Thanks, praise and greetings: messages in which nothing is asked and nothing is wrong."""

import re

from agent.domain.reading import Problem, Want
from agent.drafting.brief import Brief
from agent.drafting.manner import suffix
from agent.drafting.mood import questions
from agent.drafting.voice import Voice

_THANKS = re.compile(
    r"谢|謝|thank|thx|👍|❤|好的|收到|\bok\b|辛苦|🌹|感恩|great|满意|滿意|喜欢|喜歡|不错|不錯|很好|用心",
    re.IGNORECASE,
)

_GREETS = re.compile(
    r"\W*(?:亲+|親|您好|你好|哈[喽囉罗啰]|嗨|hello|hi|hey|在[吗嗎么不嘛]?在?|有人[吗嗎在]*|请问|請問|客服|老板|老闆|[\s，,~～!！?？。啊呀哦呢哈])+",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"(搞定|解决|解決|弄好|修好|找到|没事|沒事)[了啦]|不用再?(退|换|換|修|补|補|寄|管|查|处理|處理)了?|虚惊一场|虛驚一場|\bnever ?mind\b|\b(sorted|solved|figured (it )?out)\b",
    re.IGNORECASE,
)


def chat(brief: Brief) -> bool:
    """Whether nothing is asked and nothing is wrong: thanks, praise, a greeting."""
    reading = brief.reading
    if brief.messages and all(map(_GREETS.fullmatch, brief.messages)):
        return True
    if reading.problem is not Problem.NONE or reading.risks or reading.emotion or questions(brief):
        return False
    if reading.wants in {Want.NONE, Want.COMPLAINT} and _settled(brief):
        return True
    if reading.wants is Want.NONE:
        return not brief.passages or bool(_THANKS.search(" ".join(brief.messages)))
    thanked = any(_THANKS.search(text) for text in brief.messages)
    return reading.wants is Want.COMPLAINT and thanked


def smalltalk(voice: Voice) -> str:
    """Return the short reply to thanks, a greeting or an emoji."""
    if _settled(voice.brief):
        return voice.join(voice.greeting, voice.say("other.settled"))
    thanked = _THANKS.search(" ".join(voice.brief.messages))
    return voice.say(f"other.{'thanks' if thanked else 'hello'}{suffix(voice)}")


def _settled(brief: Brief) -> bool:
    """Whether the buyer says that the matter is over."""
    return any(_SETTLED.search(text) for text in brief.messages)
