"""What the cited clause itself decides, in its own words: the sentence of it that a reply may say.

A rule that comes of the law or of a reading of the shop's documents has one general sentence for every shop; the clause it
cites names this shop's days, sums and exceptions.
"""

import re
from datetime import timedelta

from agent.drafting.cite import is_law
from agent.drafting.relevance import content
from agent.drafting.script import is_chinese
from agent.drafting.sentences import is_internal
from agent.drafting.voice import Voice
from knowledge.clause import Citation

_SENTENCES = re.compile(r"[。；;！!\n]+|(?<=[a-z\d)])\.(?:\s+(?=[A-Z])|$)")
_DENIES = re.compile(
    r"不(接受|支持|支援|能|可|退|换|換|适用|適用|算|收|保修|在)|(退|换|換|补|補|改|办|辦)不了|除外|[没沒]法|[没沒]办法"
    r"|\b(can(?:no|')t|not (?:returnable|covered|refundable)|no (?:returns?|refunds?)|non-returnable|final sale)\b",
    re.IGNORECASE,
)
_STEP = re.compile(r"找|联系|聯絡|发|發|提供|请|請|凭|憑|原路|一单一次|一單一次")
_GRANTS = re.compile(r"(可以|能|给|給|都|全额|全額)(退|换|換|补|補|赔|賠)|不影响|不影響|we refund")
# Deeds listed one after the other, any of which shuts out: "加过水、做过食物、吸过灰的，不支持…（有使用痕迹）".
_DEEDS = re.compile(
    r"^(?P<items>(?:[^、，。；（）]{0,4}[过過][^、，。；（）]{0,4}?(?:、|或者?|和|及))+[^、，。；（）]{0,4}[过過][^、，。；（）]{0,4}?)的?[，,](?P<no>[^（）]+?)(?:（(?P<why>[^（）]{4,20})）)?$"
)
_TO_ORDER = re.compile(
    r"定制|定做|订制|訂製|訂做|客製|刻字|刻名|印名|印号|印號|\b(custom|personali[sz]ed|engraved|made[- ]to[- ]order)",
    re.IGNORECASE,
)
_TO_ORDER_ALONE = re.compile(
    rf"\W*(属于|屬於|所有|凡是?|all )?({_TO_ORDER.pattern})[^、，,;；.和及或]{{0,30}}?(不|恕|没法|沒辦法|can't|cannot|are not)",
    re.IGNORECASE,
)
# A clause that says by itself what is refused, so that a preface before it may go; a condition may not.
_WITH_SUBJECT = re.compile(
    r"(?!不|没|沒|也|就|均|都|一律|概|则|則).{2,}的(一律|均|都|概)?(不|恕|没法|沒辦法)"
)
_CONDITION = re.compile(r"(的|(?<!小)[时時]|后|後|前|内|內|起|[话話])$|^(如|若|凡|除|当|當|只)")
_BETWEEN_DEEDS = re.compile(r"、|或者?|和|及")
_FORM = re.compile(r"[过過了的标標]|商品|东西|東西")
# How long a clause may be that is said inside a sentence.
_SHORTEST, _LONGEST = 6, 40
_PERIOD = re.compile(
    r"(?:签收|簽收|收货|收貨|到货|到貨)(?:之?后|之?後|次日起?|第二天起?)?[^，。；;\d]{0,4}(?P<n>\d{1,3}(?: ?[-–—~～至到] ?\d{1,3})? ?(?:天|日|小时|小時))(?! ?(?:之?[后後]|以[后後上]|起|外))"
)


def refusal(voice: Voice) -> str:
    """Return the sentence of the cited clause that says no to what the buyer asks; "" where none does so briefly.

    The one nearest to the buyer's words stands first; one that grants something in the same breath is none.
    """
    citation = _citation(voice)
    if citation is None:
        return ""
    asked = content(voice.plain(" ".join(voice.brief.messages)))
    fit = [
        said
        for said in _sentences(voice, citation.quote)
        if _DENIES.search(said) and not _GRANTS.search(said)
    ]
    best = max(fit, key=lambda said: len(content(voice.plain(said)) & asked), default="")
    head, _, tail = best.partition("，")
    alone = _WITH_SUBJECT.match(tail) and not _DENIES.search(head) and not _CONDITION.search(head)
    return tail if alone else best


def of_other_goods(voice: Voice, reason: str) -> bool:
    """Whether a refusal speaks of goods made to order alone, and neither order nor buyer knows of such."""
    order = voice.brief.order
    known = " ".join((*(order.titles if order else ()), *voice.brief.messages))
    return bool(_TO_ORDER_ALONE.match(reason)) and not _TO_ORDER.search(known)


def cut_to(voice: Voice, reason: str) -> str:
    """Return a refusal without the listed deeds that the buyer tells nothing of; its own ground where none of them fits."""
    match = _DEEDS.match(reason)
    if match is None:
        return reason
    said = voice.plain("".join(voice.brief.messages))
    items = _BETWEEN_DEEDS.split(match["items"])
    fit = [one for one in items if set(_FORM.sub("", voice.plain(one))) & set(said)]
    if fit and len(fit) < len(items):
        return f"{'、'.join(fit)}的，{match['no']}"
    return reason if fit or not match["why"] else f"{match['why']}，{match['no']}"


def grant(voice: Voice) -> str:
    """Return the sentence of the cited clause that names the sum decided; "" where none does briefly."""
    citation, amount = _citation(voice), voice.brief.decision.amount
    if citation is None or amount is None:
        return ""
    value = str(amount.value).removesuffix(".00")
    named = re.compile(rf"(?<![\d.]){re.escape(value)}(?![\d.])")
    said = next((one for one in _sentences(voice, citation.quote) if named.search(one)), "")
    # What the buyer is to do for it is said by the reply itself.
    return "，".join(
        part for part in said.split("，") if named.search(part) or not _STEP.match(part)
    )


def period(voice: Voice) -> str:
    """Return the span after delivery that the cited clause names and the order is still within; "" where there is none.

    The order's own dates must bear it out: a clause may name a span that is over ("30 天后到保修期满").
    """
    citation, order = _citation(voice), voice.brief.order
    said = voice.quoted(citation.quote) if citation else ""
    found = [
        re.sub(r"^.*[-–—~～至到]", "", match["n"].replace(" ", ""))
        for match in _PERIOD.finditer(said)
    ]
    if len(found) != 1 or order is None or order.delivered_at is None:
        return ""
    count, now = int(re.sub(r"\D", "", found[0])), voice.brief.now
    if "时" in found[0] or "時" in found[0]:
        within = now - order.delivered_at <= timedelta(hours=count)
    else:  # days are counted from the day after, and the last one counts whole
        within = (now.date() - order.delivered_at.date()).days <= count
    return found[0] if within else ""


def _citation(voice: Voice) -> Citation | None:
    """Return the first reason's place, where it is one of the shop's own documents."""
    reasons = voice.brief.decision.reasons
    citation = reasons[0].citation if reasons else None
    return citation if citation and citation.quote and not is_law(citation) else None


def _sentences(voice: Voice, quote: str) -> list[str]:
    wide = 3 if voice.english else 1
    pieces = (voice.spoken(piece.strip(" -*·•")) for piece in _SENTENCES.split(quote))
    return [
        piece
        for piece in pieces
        if _SHORTEST * wide <= len(piece) <= _LONGEST * wide
        and is_chinese(piece) is not voice.english
        and not is_internal(piece)
    ]
