"""Long English messages, read clause by clause: what is to be done with which goods, and what is only a fallback.

One vector of two hundred words says little of the third request in them. Here each sentence is parted where a new verb
of doing begins, and each part is read for itself; what stands after "if that is not possible" or is regretted later is
no want of its own while something else was asked for.
"""

import re

from agent.domain.reading import Want
from agent.understanding.normalise import Plain

WORDS = 14
"""A message of fewer words is read as a whole."""
WORDS_OF_A_LIST = 40

_SENTENCE = re.compile(r"(?:[^.!?;\n]|\.(?=\w)|\.(?=\s*\d))+[.!?;\n]*")
_PART = re.compile(
    r",?\s*\b(?:and|but|then|also|lastly|finally|as well as|plus)\b(?:,)?\s+(?:then |also |finally |lastly )?"
    r"(?=(?:i |we |you |he |she )?(?:would |'d |wish |need |want |like |prefer |to |also |please )*"
    r"(?:return|exchang|swap|cancel|modif|chang|switch|updat|correct|replac|send|refund|ask|get|keep|upgrad|remov|add)\w*\b)"
    r"|,\s+(?=(?:return|exchange|cancel|modify|change|switch|update)\b)|,?\s+or (?=cancel|return|exchange)"
)
_ONLY_IF = re.compile(
    r"\bif (?!possible)[^,]*\b(not|n't|cannot|isn't|aren't|doesn't|don't|no|unable|fails?|unavailable|impossible|issues?|any)\b"
    r"|\bif not\b|\botherwise\b|\bunless\b|\bif (cancell?ing|removing|it|that|this|there|the agent asks|asked|and only if)\b"
    r"|\bwould require\b|\bat a later time\b|\blater\b|\bas a last resort\b|\bok(ay)? with\b|\bwilling to\b|\bwhether you can\b"
)
_NOT_WANTED = re.compile(
    r"\b(?:do not|don't|never|not|no longer|n't) (?:\w+ )?(?:want|wish|need|like|going|intend|plan|ask\w*) (?:\w+ )?(?:to )?(?:\w+ )?(?=return|cancel|exchang|refund)"
    r"|\bdo(?:n't| not) (?:return|cancel|exchange|refund)\b|\bundo\b|\bcancelled order\b|\bprevious(?:ly)? cancell?ed\b|\brather than (?:return|cancel)"
)
_SAME = re.compile(r"\bcancel (?:these|those|them|both|it|this|that)\b(?! order)")
_ASIDE = re.compile(r"\([^()]*\)")
_REGRET = re.compile(
    r"\b(?:you|i|we) regret\b[^.]*\b(?:keep|want it)\b|\bno cancell?ations? at all\b"
)
_OWN = r"(?:(?:my|your|our|his|her) )?"
_GOODS = r"(?:\W+\w+){1,7}?\W+"
_ADDRESS = r"address(?:es)?|zip|phone number|payment|card|recipient"
_DOING: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.HUMAN, re.compile(r"\b(?:human (?:agent|representative|being|support)|transferr?e?d? (?:\w+ )?to (?:a|an) (?:human|person|agent)|real person)\b")),
    (Want.CANCEL, re.compile(r"\bcancel(?:l?ed|l?ing|lation)?\b|\bremove\b[^.]*\bpending\b|\bcall off\b")),
    (Want.CHANGE_ORDER, re.compile(
        rf"\b(?:chang|modif|updat|correct|edit|amend|switch|adjust)\w*\b[^.]{{0,60}}\b(?:{_ADDRESS})\b"
        rf"|\b(?:{_ADDRESS})\b[^.]{{0,40}}\b(?:chang|modif|updat|correct|wrong)\w*"
        r"|\b(?:modif(?:y|ied|ying)|upgrad(?:e|ing)|adjust(?:ed|ing)?|amend)\b|\badd\b[^.]{0,40}\bto (?:my|your|the|that|this) order\b"
        r"|\b(?:chang(?:e|ed|ing)|switch(?:ed|ing)?)\b[^.]{0,80}\b(?:to|for|be|into)\b|\bsplit the payment\b|\b(?:sent?|ship\w*|deliver\w*) (?:it |them )?to (?:my|your) (?:office|new|other)\b"
    )),
    (Want.EXCHANGE, re.compile(r"\b(?:exchang|swap|replac)\w*\b|\bnew pair\b|\binstead of the one\b")),
    (Want.RETURN_REFUND, re.compile(
        rf"\breturn(?:s|ed|ing)? (?!address|to (?:the|your|my) (?:office|home|usa?)|policy|label|window|period|home\b|to work)|\bsend{_GOODS}back\b"
        r"|\bgive (?:it|them|this) back\b|\breturn (?:it|them)?$"
    )),
    (Want.REFUND, re.compile(r"\b(?:money back|refund(?:ed)? (?:me|it|for|of)|want (?:a |my |full |the )*refund|get (?:a |the )?refund)\b")),
)  # fmt: skip
_PENDING = re.compile(
    r"\bpending\b|\bjust (?:placed|ordered)\b|\bnot (?:yet )?(?:been )?shipped\b|\bbefore (?:it|you) ships?\b|\b(?:in|of) (?:your|my|the|that) order\b(?! (?:you|i) received)"
)
_RECEIVED = re.compile(r"\b(?:received|delivered|arrived|got)\b")
_AMONG = frozenset({Want.RETURN_REFUND, Want.EXCHANGE, Want.CANCEL})


def is_long(text: Plain) -> bool:
    """Say whether a text is English and long enough to be read in parts."""
    words = re.findall(r"[a-z']+", text.text)
    letters = sum(map(len, words))
    return len(words) >= WORDS and letters * 2 > len(re.sub(r"\s", "", text.text))


def is_very_long(text: Plain) -> bool:
    """Say whether a text is so long that a denial or a change of mind in it can be of one clause alone."""
    return is_long(text) and len(text.text.split()) >= WORDS_OF_A_LIST


def speaks_of_errands(text: Plain) -> bool:
    """Say whether a text names anything to be done at all, be it denied."""
    return any(pattern.search(text.text) for _, pattern in _DOING)


def errands(text: Plain) -> tuple[Want, ...]:
    """Return what a long English text asks to be done, in order of place; fallbacks only where nothing else is asked."""
    asked: list[Want] = []
    fallback: list[Want] = []
    whole = _ASIDE.sub(" ", text.text)
    for sentence in _SENTENCE.findall(whole):
        for part in _parts(sentence):
            only_if = _ONLY_IF.search(sentence[: sentence.find(part) + len(part)])
            wants = _doing(part)
            if asked and _SAME.search(part):
                wants = [want for want in wants if want is not Want.CANCEL]  # the goods of before
            (fallback if only_if else asked).extend(wants)
    if _REGRET.search(whole):
        asked, fallback = [want for want in asked if want is not Want.CANCEL], []
    return tuple(dict.fromkeys(_by_state(asked or fallback, whole)))


def _by_state(wants: list[Want], whole: str) -> list[Want]:
    """Return changes of goods in hand as exchanges, and exchanges in an order that can still be changed as changes."""
    received, address = _RECEIVED.search(whole), re.search(r"\baddress", whole)
    if received and not address and not _PENDING.search(whole):
        return [Want.EXCHANGE if want is Want.CHANGE_ORDER else want for want in wants]
    if Want.CHANGE_ORDER in wants and not received:
        return [Want.CHANGE_ORDER if want is Want.EXCHANGE else want for want in wants]
    return wants


def _parts(sentence: str) -> list[str]:
    return [part.strip() for part in _PART.split(sentence) if part and part.strip()]


def _doing(part: str) -> list[Want]:
    if _NOT_WANTED.search(part):
        return []
    found = [want for want, pattern in _DOING if pattern.search(part)]
    if Want.EXCHANGE in found and _PENDING.search(part) and not _RECEIVED.search(part):
        found[found.index(Want.EXCHANGE)] = Want.CHANGE_ORDER
    if _AMONG & set(found) and Want.REFUND in found:
        found.remove(Want.REFUND)
    return list(dict.fromkeys(found))
