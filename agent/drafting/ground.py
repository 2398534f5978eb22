"""The ground of a decision, parted into what a clerk would say of it: the period, the rest of the rule, its conditions."""

import re

from agent.domain.decision import Outcome
from agent.drafting import deciding
from agent.drafting.cite import source_name
from agent.drafting.family import family
from agent.drafting.finding import SETTLED
from agent.drafting.remedy import GRANTS, SENT_BACK, spoken_reason, unseen
from agent.drafting.voice import Voice, uncapital

_DIGITS = {"三": "3", "五": "5", "七": "7", "十": "10", "十五": "15", "三十": "30", "九十": "90"}
_COUNT = r"(?P<n>\d{1,3}|十五|三十|九十|[三五七十]) ?(?P<unit>[个個]?(?:自然日|天|日)|[个個]?小[时時]|[个個]月)"
_WITHIN = re.compile(
    rf"(?:您)?(?:在)?(?:(?P<from>签收|簽收|收货|收貨|收到货?|付款|下单|下單|购买|購買)|^)(?:之?后|之?後|次日|隔[天日]|起算?|的|之日)*{_COUNT}(?:之?[内內]|以[内內])[、，,]?(?:的)?"
)
_IN_ENGLISH = re.compile(
    r"^(?:you are within (?P<n>\w+ (?:business )?(?:days?|hours?|weeks?|months?)) of (?P<from>delivery|payment)\b"
    r"|[^;\d]*\bwithin (?P<after>\d+ days) (?:of|after) delivery\b(?!.*\d)"
    r"|[^;\d]*\b(?:returned|exchanged|replaced|refunded)\b[^,;\d]{0,20}? within (?P<days>\d+ days)(?: (?:of|after) (?:delivery|receipt))?$)",
    re.IGNORECASE,
)
_NO_REASON = re.compile(r"无理由|無理由|无条件|無條件|鉴赏期|鑑賞期")
_FREIGHT = re.compile(
    r"运费|運費|邮费|郵費|承担|承擔|负担|負擔|由(我们|我們|您)出|freight|postage|shipping cost|at our cost",
    re.IGNORECASE,
)
_FREE = re.compile(r"免费|免費")
_NAMED_DEEDS = {
    Outcome.RESHIP: re.compile(r"(重新?|再|补|補)(发|發|寄)"),
    Outcome.REPAIR: re.compile(
        r"(免费|免費)(维修|維修|修|重|返修|检修|檢修)|(给|給|为|為|幫)您(维修|維修|修)"
    ),
}
_CAUGHT = re.compile(r"拦截|攔截|拦下|攔下|\bintercept", re.IGNORECASE)
_REFUSED = re.compile(r"拒收|不用签收|不用簽收|\brefuse\b", re.IGNORECASE)
# Words of a rule that say no more than the remedy itself does: what is wrong, and that it may be had.
_EMPTY = re.compile(
    r"退货退款|退貨退款|退货|退貨|退款|换新|換新|换货|換貨|更换|更換|换成|換成|维修|維修|送修|商品|东西|東西|收到时?|质量|品质|品質|瑕疵|"
    r"您?[这這][单單筆]|在|后|後|店[里裡]的[规規]定|办|辦|尺码|尺寸|大小|颜色|顏色|款式|樣式|或|问题|問題|不?合适|不?合適|不合|照片|核实|核对|核對|确认|確認|可以|支持|安排|为您|為您|给您|給您|幫您|免费|免費|一次|"
    r"保持|完好|确|確|都|也|是|有|能|可|换|換|修|的|，|、|,"
)
# The same in English: a sentence is left out where hardly a word of it is its own.
_EMPTY_ENGLISH = frozenset(
    "a an the it is are be been can we you your our for with and or of to in so as that this item goods order refund refunded return "
    "returned exchange exchanged repair repaired replace replaced send sent missing part parts faulty free new full amount cancelled "
    "cancel shipped shipping policy covers".split()
)
_SPACED = re.compile(r"(?<=[年月\d]) +(?=[\d年月日])")
_LAST_DAYS = 2  # so near the end the day of delivery is worth naming
_OWNED = frozenset({"damaged", "wrong", "missing", "described", "price"})


def first_reason(voice: Voice) -> str:
    """Return the deciding rule's sentence in spoken words, without what is said of the freight anyway; "" where it is none."""
    reasons = voice.brief.decision.reasons
    if not reasons or unseen(voice):
        return ""
    said = _SPACED.sub("", spoken_reason(voice, reasons[0].text, granted=True))
    if voice.brief.decision.outcome in SENT_BACK | {Outcome.RESHIP}:
        said = _without_freight(said, english=voice.english)
    return uncapital(said) if voice.english else said


def _without_freight(said: str, *, english: bool) -> str:
    if not english:
        return "，".join(part for part in said.split("，") if not _FREIGHT.search(part))
    kept = [part for part in re.split(r"(?=[,;] )", said) if not _FREIGHT.search(part)]
    whole = "".join(kept).lstrip(",; ")
    return "" if re.match(r"(as|if|once|when|under|until)\b[^,]*$", whole, re.IGNORECASE) else whole


def span(voice: Voice) -> str:
    """Return the period of the rule, "7天", "24小时", "15 days"; of the clause it cites where it has no words itself; "" for none."""
    match = _period(voice)
    if match is None:
        return deciding.period(voice) if only_named(voice) and not unseen(voice) else ""
    if voice.english:
        return match["n"] or match["days"] or match["after"]
    unit = "天" if match["unit"].endswith(("天", "日")) else match["unit"]
    return _DIGITS.get(match["n"], match["n"]) + unit


def near_its_end(voice: Voice) -> bool:
    """Whether the period, counted in days from the delivery, is over in two days."""
    match, order = _period(voice), voice.brief.order
    if match is None or voice.english or order is None or order.delivered_at is None:
        return False
    if not match["unit"].endswith(("天", "日")) or counted_from_payment(voice):
        return False
    days = int(_DIGITS.get(match["n"], match["n"]))
    now = voice.brief.now
    gone = (now.date() - order.delivered_at.astimezone(now.tzinfo).date()).days
    return days - gone <= _LAST_DAYS


def counted_from_payment(voice: Voice) -> bool:
    """Whether the period counts from the payment, not from the day the parcel was signed for."""
    match = _period(voice)
    return bool(
        match and match["from"] and re.match(r"付款|下单|下單|购买|購買|payment", match["from"])
    )


def no_reason(voice: Voice) -> bool:
    """Whether the ground is the right to give back without a reason."""
    reasons = voice.brief.decision.reasons
    return bool(reasons) and bool(_NO_REASON.search(reasons[0].text))


def rest(voice: Voice) -> str:
    """Return what the rule says beyond its period and the remedy; "" where that is nothing new.

    Where the reply owns the fault anyway (sent wrong, broken on the way), only a rule with a figure in it is worth saying.
    """
    said = first_reason(voice)
    period = _period(voice)
    if voice.english:
        return "" if period or _repeats(said) else said
    if period:
        said = (said[: period.start()] + said[period.end() :]).strip("，, ")
    parts = [part for part in said.split("，") if _EMPTY.sub("", part).strip()]
    said = "，".join(parts)
    plain = owned(voice) and not re.search(r"\d", said)
    return "" if plain or not _EMPTY.sub("", said).strip() else said


def names_deed(outcome: Outcome, said: str) -> bool:
    """Whether the words of a rule say themselves that goods are sent again, or repaired."""
    deed = _NAMED_DEEDS.get(outcome)
    return bool(deed and deed.search(said))


def free(voice: Voice) -> str:
    """Return "免费" where the rule says that the remedy costs nothing; "" where it does not say so."""
    reasons = voice.brief.decision.reasons
    told = bool(reasons) and not unseen(voice) and _FREE.search(reasons[0].text)
    return voice.quoted("免费") if told and not voice.english else ""


def owned(voice: Voice) -> bool:
    """Whether the regret itself says why: what went wrong is ours to answer for (sent wrong, broken on the way, the price)."""
    made_good = voice.brief.decision.outcome is Outcome.COMPENSATE
    return made_good or family(voice.brief) in _OWNED


def _repeats(said: str) -> bool:
    """Whether an English sentence says only what the remedy does: no number, and hardly a word of its own."""
    words = re.findall(r"[a-z]+", said.lower())
    own = [word for word in words if word not in _EMPTY_ENGLISH]
    return not re.search(r"\d", said) and len(own) * 3 <= len(words)


def only_named(voice: Voice) -> bool:
    """Whether the rule has no words of its own that can be said: then only where it stands."""
    return not first_reason(voice)


def tells_to_refuse(voice: Voice) -> bool:
    """Whether the rule itself says that the parcel is to be refused at the door."""
    return any(_REFUSED.search(reason.text) for reason in voice.brief.decision.reasons[:1])


def tells_to_catch(voice: Voice) -> bool:
    """Whether the rule says that the carrier is asked to stop the parcel, and that it is to be refused otherwise."""
    reasons = voice.brief.decision.reasons[:1]
    return tells_to_refuse(voice) and any(_CAUGHT.search(reason.text) for reason in reasons)


def source(voice: Voice) -> str:
    """Return where the rule stands, for a ground that cannot be said in a clause; "" where its name speaks of another remedy."""
    reasons = voice.brief.decision.reasons
    if not reasons or unseen(voice):
        return ""
    citation = reasons[0].citation
    name = voice.named_clause(reasons[0].text)
    said = f"「{name}」" if name else source_name(voice, citation.path, citation.heading)
    return "" if _of_another_deed(voice, said) else said


def _of_another_deed(voice: Voice, name: str) -> bool:
    """Whether a document's or clause's name speaks of remedies, but not of the one that is decided or asked for."""
    brief = voice.brief
    asked = next((one for one in Outcome if one.value == brief.reading.wants.value), None)
    spoken = SETTLED.get(asked or brief.decision.outcome, "")
    others = (words for outcome, words in SETTLED.items() if outcome in GRANTS)
    named = any(re.search(words, name, re.IGNORECASE) for words in others)
    return named and not re.search(spoken, name, re.IGNORECASE)


def _period(voice: Voice) -> re.Match[str] | None:
    """Return where the reason names its period; None where it names none or several."""
    said = first_reason(voice)
    if voice.english:
        match, order = _IN_ENGLISH.match(said), voice.brief.order
        came = order is not None and order.delivered_at is not None
        return match if match and (match["n"] or came) else None
    found = list(_WITHIN.finditer(said))
    alone = len(found) == 1 and not _EMPTY.sub("", said[: found[0].start()]).strip()
    return found[0] if alone else None
