"""Saying no: why it can't be done, in a clerk's words, and the best that can be offered instead."""

import re

from agent.domain.reading import CLAIM_WANTS, Problem, Want
from agent.drafting.deciding import cut_to, of_other_goods, refusal
from agent.drafting.facts import Facts
from agent.drafting.family import family
from agent.drafting.remedy import listed, spoken_reason
from agent.drafting.voice import Voice, uncapital
from agent.drafting.wish import wished_size

_OF_TASTE = frozenset({Problem.CHANGED_MIND, Problem.SIZE, Problem.NONE})
_GIVEN_BACK = frozenset({Want.RETURN_REFUND, Want.REFUND, Want.EXCHANGE})
_WAY_OUT = re.compile(
    r"^(?P<no>.{4,}?)[，,；;] ?(?:不过|不過|但是?|but )?(?P<rest>[^，,；;]{0,8}(?:还可以|還可以|可以先|可以换|可以換|可以为您|可以為您|可以给您|可以幫您|we can|you can still).*)$"
)
# What a rule invites to beside its no; the reply ends with that anyway.
_INVITES = re.compile(
    r"[，,；;。] ?(?:(?:如果|要是|若)[^，,；;]{0,14}(?:质量|品质|品質|瑕疵|问题|問題).*|if something was wrong.*)$"
)
# The reply itself asks whether it is wanted.
_ASKED_FOR = re.compile(
    r"^(如果|要是)?(需要|有需要|愿意|願意)的[话話]，?|,? if you (wish|like|prefer)$"
)
_LATE = re.compile(
    r"超过|超過|(时间|時間|期|已经|已經|现在|現在)(过|過)了|过了时间|過了時間|期限|\bover\b|expired|\bpassed\b|is past|has run out"
)
# That the time is over, after the number of days has said so.
_TIME_OVER = re.compile(r"(时间|時間|期限|期).{0,4}(过了|過了|已过|已過)$")
_SINCE = re.compile(r"^(签收|簽收|付款)(?=已|超)")
# A reason that says itself that it can't be done; one that only says what is not supported leaves the buyer to guess.
_REFUSES = re.compile(
    r"没法|沒辦法|没办法|无法|無法|不了|不能|不可以"
    r"|\b(can(?:no|')t|no longer|not possible|isn't possible|not covered)\b"
)
# The goods, where a rule speaks of them without a name.
_THIS = re.compile(r"^(这件|這件)(商品)?(?=是|属|屬|已)")

# A refusal in words that hold for all used goods alike.
_NO_OFFER = re.compile(
    r"\b(?:cannot|can't|unable|not able)\b|没办法|沒辦法|无法|無法|不能[再为為按依]", re.IGNORECASE
)
_USED_AT_ALL = re.compile(
    r"(商品|东西|東西)?(已经|已經|已)?(使用|用过|用過|安装|安裝|通电|通電)[^，。]{0,10}[，的]?[^，]{0,8}(不支持|不再|没法|無法|沒辦法|不能|不接受|不符合)"
)
_UNUSED = re.compile(
    r"^(没用过|没使用过|未使用|沒用過|沒使用過|未拆封|没拆封)的?(?=还可以|還可以|可以)"
)


def parted(reason: str) -> tuple[str, str]:
    """Return why it can't be done, and what the same rule still allows ("" where it allows nothing)."""
    reason = _INVITES.sub("", reason)
    match = _WAY_OUT.match(reason)
    return (match["no"], match["rest"]) if match else (reason, "")


def add_refusal(facts: Facts) -> None:
    """Add why it can't be done, and what can: `why_no` where the reason says itself that it can't, else `why`."""
    voice, brief = facts.voice, facts.brief
    reasons = brief.decision.reasons
    reason, rest = parted(spoken_reason(voice, reasons[0].text)) if reasons else ("", "")
    rest = "" if _NO_OFFER.search(rest) else rest  # the refusal once more
    late = _LATE.search(reason)
    head, *more = reason.split("，")
    reason = "，".join([head, *(one for one in more if not (late and _TIME_OVER.search(one)))])
    reason = reason if late else cut_to(voice, refusal(voice) or reason)
    if of_other_goods(voice, reason):
        reason = facts.say("why.used")
    elif _USED_AT_ALL.match(reason):
        reason = facts.say("why.used") or reason
    reason = uncapital(_THIS.sub(lambda match: facts.say("it_named") or match[0], reason))
    facts.add(cause=_SINCE.sub("", reason) if late else reason)
    dropped = brief.reading.problem is Problem.PRICE_DROP
    dated = facts.say("why.bought" if dropped else "why.signed") if late else ""
    why, refuses = dated or reason, _REFUSES.search(reason)
    want = brief.reading.wants
    kind = "price" if dropped else want.value if want in CLAIM_WANTS else "any"
    facts.add(
        rest=_ASKED_FOR.sub("", uncapital(rest)),
        heard=facts.say(f"heard.{family(brief)}"),
        why="" if refuses else why,
        why_no=why if refuses else "",
        refused=facts.say(f"refused.{kind}"),
    )
    if facts.known("kept"):
        facts.add(rest=_UNUSED.sub(facts.say("as_kept"), facts.known("rest")))
    settled = bool(dated) and dropped
    facts.add(alt=_alternative(voice, facts, rest, settled=settled))


def _alternative(voice: Voice, facts: Facts, rest: str, *, settled: bool) -> str:
    """Return the best that can be offered instead; goods on offer are named only where they are in stock.

    What a date alone has `settled` is not opened again by asking for more.
    """
    brief = voice.brief
    titles = [voice.short(offer.title) for offer in brief.offers[:2]]
    named = list(dict.fromkeys(filter(None, titles)))
    facts.add(offers=listed(voice, named) if named else "")
    offers = facts.say("alt.offers")
    if rest:
        return voice.join(facts.say("alt.stated"), offers)
    stated = facts.say(f"alt.{brief.decision.alternative}") if brief.decision.alternative else ""
    if stated or offers:
        return voice.join(stated, offers)
    if brief.reading.wants is Want.EXCHANGE and wished_size(voice):
        return facts.say("alt.size", "alt.open")
    if settled:
        return facts.say("alt.settled")
    taste = brief.reading.problem in _OF_TASTE and brief.reading.wants in _GIVEN_BACK
    return facts.say("alt.fault" if taste else "alt.open")
