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


def chat(brief: Brief) -> bool:
    """Whether nothing is asked and nothing is wrong: thanks, praise, a greeting."""
    reading = brief.reading
    if reading.problem is not Problem.NONE or reading.risks or reading.emotion or questions(brief):
        return False
    if reading.wants is Want.NONE:
        return not brief.passages or bool(_THANKS.search(" ".join(brief.messages)))
    thanked = any(_THANKS.search(text) for text in brief.messages)
    return reading.wants is Want.COMPLAINT and thanked


def smalltalk(voice: Voice) -> str:
    """Return the short reply to thanks, a greeting or an emoji."""
    thanked = _THANKS.search(" ".join(voice.brief.messages))
    return voice.say(f"other.{'thanks' if thanked else 'hello'}{suffix(voice)}")
