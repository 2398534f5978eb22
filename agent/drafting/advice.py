"""What the shop's words do: advise what to try, speak of remedies, bind the shop; and questions that reproach it."""

import re

_REMEDIES = re.compile(
    r"退|换(新|货|一)|換(新|貨|一)|赔|賠|补偿|補償|保修|质保|保固|refund|return|replac|warrant",
    re.IGNORECASE,
)
# A question that complains of the matter itself: the remedy is its answer.
_REPROACH = re.compile(r"怎么[只少没还就会不这]|怎麼[只少沒還就會不這]|为什么|為什麼|咋[只少没还]")
# What somebody can do about the trouble; a clause on what counts, or on what is given, is no advice.
_ADVISES = re.compile(
    r"先|试(?!穿|戴|用|吃)|試(?!穿|戴|用|吃)|重[新启啟连連]|长按|長按|按住|检查|檢查|清[洗洁潔理]|擦|充[电電]|拔|插|静置|靜置|调[整节到]|調[整節到]|拧|擰|重置|复位|關機|关机|开机|開機|晾|涂|塗"
    r"|\b(try|press|hold|reset|restart|check|clean|charge|unplug|tighten)\b",
    re.IGNORECASE,
)
_BINDING = re.compile(
    r"赔|賠|补偿|補償|全额|全額|免费|免費|赠|贈|compensat|in full|free of charge|gift"
)


def of_remedies(text: str) -> bool:
    """Whether words speak of what is given back, mended or made good."""
    return bool(_REMEDIES.search(text))


def advises(text: str) -> bool:
    """Whether words say what somebody can do about a trouble."""
    return bool(_ADVISES.search(text))


def binds(text: str) -> bool:
    """Whether words promise what only a decision may."""
    return bool(_BINDING.search(text))


def reproaches(question: str) -> bool:
    """Whether a question complains of the matter itself."""
    return bool(_REPROACH.search(question))
