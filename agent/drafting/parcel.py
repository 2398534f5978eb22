"""What the order's record says of the parcel, and what is done about it."""

import re

from agent.domain.decision import DeadlineKind
from agent.domain.reading import Problem
from agent.drafting.brief import Brief, OrderView
from agent.drafting.delivery import delivered
from agent.drafting.family import LATELY
from agent.drafting.mood import questions
from agent.drafting.remedy import find_deadline, spoken_when
from agent.drafting.script import is_chinese
from agent.drafting.voice import Voice
from agent.drafting.words import day, lately

_PRIVATE = re.compile(
    r"\d{7,}|〔|签收人|簽收人|收件人|派送员|派件员|快递员|快遞員|业务员|業務員|派送員|电话|電話|手机|手機|联系|聯繫|tel|phone|courier:",
    re.IGNORECASE,
)
_NOT_SENT = re.compile(
    r"(?<!如果)(没|沒|未)有?(发货?|發貨?|出[货貨]|寄出?|发出|發出)[^的，]{0,3}$|(发货?|發貨?|出[货貨]|寄出?)了?(吗|嗎|么|没|沒|不)\W*$"
    r"|(什么时候|什麼時候|啥时候|几时|何时|何時|哪天)\S{0,3}(发货?|發貨?|出[货貨]|寄)|\b(shipped|sent( out)?|dispatched) (it )?(yet|already)\b",
    re.IGNORECASE,
)
_PLACE = r"[\u3400-\u9fff]{2,12}(?:中心|站|点|點|仓|倉|网点|網點|部|场|場|市|区|區|县|縣)"
_ARRIVED = re.compile(
    rf"(?:您的)?(?:快件|包裹|货物|貨物)?(?:已经?|已經)?(?:到达|到達|抵达|抵達)(?P<after>{_PLACE})|(?P<before>{_PLACE})已?(?:经|經)?(?:到达|到達|抵达|抵達)"
)
_ENGLISH_MOVES = (
    ("left", re.compile(r"(?:departed|left)(?: from)? (?:the )?(?P<place>[\w ,'-]{3,40})", re.IGNORECASE)),
    ("reached", re.compile(r"(?:arrived (?:at|in)|reached) (?:the )?(?P<place>[\w ,'-]{3,40})", re.IGNORECASE)),
)  # fmt: skip
# A town in brackets before the line itself.
_TOWN = re.compile(r"^【[^】]{1,8}[市省区區县縣]】(?=.*[\u3400-\u9fff]{4})")
_EVENT_MAX = 40


def parcel_facts(voice: Voice) -> str:
    """Return where the parcel is, in one clause or two; "" where there is no order to look at."""
    order = voice.brief.order
    if order is None:
        return ""
    if delivered(order):
        return _delivered(voice, order)
    if order.shipped_at is None and not order.last_event:
        return _waiting(voice, order)
    return _moving(voice, order)


def quiet(voice: Voice) -> bool:
    """Whether a parcel on its way has had no news for two days."""
    order = voice.brief.order
    last = order.last_event_at if order and not delivered(order) else None
    return last is not None and voice.brief.now - last >= LATELY


def parcel_action(voice: Voice) -> str:
    """Return what we do about it: nothing that the decision does not carry is given a time."""
    order = voice.brief.order
    if order is None:
        return voice.say("parcel.do_unknown")
    if delivered(order):
        return voice.say("parcel.do_delivered")
    if order.shipped_at is None and not order.last_event:
        deadline = find_deadline(voice, DeadlineKind.SHIP_BY)
        if deadline:
            return voice.say("parcel.do_waiting_by", when=spoken_when(voice, deadline))
        return voice.say("parcel.do_waiting")
    return voice.say("parcel.do_moving")


def _delivered(voice: Voice, order: OrderView) -> str:
    at = order.delivered_at or order.last_event_at
    if at is None:
        return voice.say("parcel.delivered_undated")
    return voice.say("parcel.delivered", delivered=day(at, voice.brief.now, voice.language))


def _waiting(voice: Voice, order: OrderView) -> str:
    if order.placed_at:
        placed = day(order.placed_at, voice.brief.now, voice.language)
        return voice.say("parcel.waiting_since", placed=placed)
    return voice.say("parcel.waiting")


def _moving(voice: Voice, order: OrderView) -> str:
    now, language = voice.brief.now, voice.language
    sent = (
        voice.say("parcel.sent", shipped=day(order.shipped_at, now, language))
        if order.shipped_at
        else voice.say("parcel.sent_undated")
    )
    event = safe_event(voice, order.last_event or "")
    at = lately(order.last_event_at, now, language) if order.last_event_at else ""
    if not event:
        return f"{sent}{voice.say('parcel.scanned', at=at)}" if at else sent
    place = _place(event)
    moved = _moved(voice, event, at)
    if moved:
        said = moved
    elif place and at:
        said = voice.say("parcel.arrived", place=place, at=at)
    else:
        said = voice.say(f"parcel.event{'_at' if at else ''}", event=event, at=at)
    if quiet(voice) and (voice.english or voice.brief.reading.problem is not Problem.LOST):
        said += ("; " if voice.english else "，") + voice.say("parcel.no_news")
    return said  # what moves has been sent


def _moved(voice: Voice, event: str, at: str) -> str:
    """Return an English line of the carrier as one says it: "it left the origin country on 15 November"; "" for other lines."""
    if not voice.english or not at:
        return ""
    day_said = f"on {at}" if any(map(str.isdigit, at)) else at
    for slot, pattern in _ENGLISH_MOVES:
        match = pattern.fullmatch(event)
        if match:
            place = match["place"]
            named = place if place[:1].isupper() else f"the {place}"
            return voice.say(f"parcel.{slot}", place=named, at=day_said)
    return ""


def unsent(brief: Brief) -> bool:
    """Whether the buyer asks after an order that has not left yet, whatever else they are taken to ask."""
    order = brief.order
    waits = order is not None and not order.shipped_at and not order.last_event
    return waits and any(_NOT_SENT.search(one) for one in questions(brief))


def last_seen(voice: Voice) -> str:
    """Return where the parcel was seen last, for a reply that tells since when it has stood still; "" where that is not known."""
    event = said_where(voice)
    if _place(event):
        return voice.say("parcel.last_place", place=_place(event))
    return voice.say("parcel.last", event=event) if event else ""


def _place(event: str) -> str:
    """Return the place that a Chinese line of the carrier says the parcel has come to; "" where it says anything else."""
    match = _ARRIVED.fullmatch(event)
    return (match["before"] or match["after"] or "") if match else ""


def said_where(voice: Voice) -> str:
    """Return the carrier's last line, where it can be told."""
    order = voice.brief.order
    return safe_event(voice, order.last_event or "") if order else ""


def safe_event(voice: Voice, text: str) -> str:
    """Return the carrier's line without people and numbers; "" where it can't be said in the draft's language."""
    clauses = [
        part.strip()
        for part in re.split(r"[，,。；;！!]", _TOWN.sub("", voice.quoted(text)))
        if part.strip()
    ]
    kept = [part.strip("【】[]") for part in clauses if not _PRIVATE.search(part)]
    said = "，".join(kept) if not voice.english else ", ".join(kept)
    if (
        not said
        or is_chinese(said) is voice.english
        or len(said) > _EVENT_MAX * (3 if voice.english else 1)
    ):
        return ""
    return said.replace("【", "").replace("】", "").replace("“", "").replace("”", "").rstrip(".")
