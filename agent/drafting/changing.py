"""Changing an order: what can still be done in the state it is in, what it costs, and what we need for it."""

import re

from agent.drafting.delivery import delivered
from agent.drafting.given import address_given, phone_given, target_given
from agent.drafting.remedy import follow_up, ruled
from agent.drafting.script import is_chinese
from agent.drafting.unfit import UNFIT
from agent.drafting.voice import Voice

_ADDRESS = re.compile(
    r"地址|收货人|收貨人|收件|电话|電話|手机号|手機號|寄到|送到|改派|改送|address|deliver|phone",
    re.IGNORECASE,
)
_PHONE = re.compile(r"电话|電話|手机号|手機號|号码|號碼|phone", re.IGNORECASE)
_PLACE = re.compile(r"地址|寄到|送到|收货人|收貨人|收件|改派|改送|address|deliver", re.IGNORECASE)
_FEE = re.compile(
    r"[^，。；,;]*(?:费用|費用|运费|運費|加收|差价|差價)[^，。；,;]*(?:承担|承擔|负担|負擔|元|出|付)[^，。；,;]*"
)
_REDIRECTS = re.compile(r"改派|改址|改送|转寄|轉寄|改地址|更改地址")
_NEW_PLACE = re.compile(
    r"(?:改|换|換|寄|送)(?:成|到|为|為|去|寄到|送到)(?P<to>公司|单位|單位|家里|家裡|学校|學校|宿舍|老家|(?![别別其新这這那哪另一])[\u3400-\u9fff]{2,3}?)(?:的?地址)?(?=$|[，。！？,.!?\s]|可以|行|能|吗|嗎|吧|了)"
)
_ASKED = re.compile(r"发来|發來|发给我|發給我|傳來|傳給|提供|发到|發到|send (us|me)", re.IGNORECASE)


def changed(voice: Voice) -> str:
    """Return the answer for the state of the order: the rule's own words, the fee a clause names, and what to send."""
    own = ruled(voice)
    if not own:
        said = voice.say(f"other.change_{state(voice)}")
        return voice.join(voice.greeting, said, follow_up(voice))
    noted, ask = _noted(voice), _ask(voice)
    own = _without_ask(voice, own) if noted or ask else own
    if noted:
        return voice.join(voice.greeting, own, _fee(voice), noted, follow_up(voice))
    voice.mark("next_step", ask)
    by = "" if ask else follow_up(voice)  # where the buyer acts next, nobody owes news
    return voice.join(voice.greeting, own, _fee(voice), ask, by)


def _about_address(voice: Voice) -> bool:
    return any(_ADDRESS.search(text) for text in voice.brief.messages)


def state(voice: Voice) -> str:
    """Return how far the order is: waiting, sent, delivered or unknown."""
    order = voice.brief.order
    if order is None:
        return "unknown"
    if delivered(order):
        return "delivered"
    return "sent" if order.shipped_at or order.last_event else "waiting"


def _fee(voice: Voice) -> str:
    """Return what redirecting costs, as the shop's clause says it; "" where none does."""
    if state(voice) != "sent" or voice.english:
        return ""
    for passage in voice.brief.passages:
        for piece in re.split(r"[。\n]", passage.text):
            match = _FEE.search(piece) if _REDIRECTS.search(piece) else None
            if match and is_chinese(match[0]) and len(match[0]) <= 30:
                fee = voice.quoted(match[0].strip())
                return fee.replace("买家", "您").replace("買家", "您") + voice.say("stop")
    return ""


def _without_ask(voice: Voice, said: str) -> str:
    """Return the rule's sentence without its own, vaguer request."""
    kept = [part for part in re.split(r"(?<=[，；,;])", said) if not _ASKED.search(part)]
    bare = "".join(kept).rstrip("，；。,;. ")
    return bare + voice.say("stop") if bare else ""


def _noted(voice: Voice) -> str:
    """Return that we have what is needed for the change, where the buyer sent it already; "" where not."""
    at, messages = state(voice), voice.brief.messages
    if address_given(messages) and at in {"waiting", "sent"}:
        return voice.say("change.noted" if at == "waiting" else "change.noted_sent")
    if at != "waiting":
        return ""
    phone = _of_phone_alone(voice) and phone_given(messages)
    goods = not _about_address(voice) and target_given(messages)
    return voice.say("change.noted") if phone or goods else ""


def _ask(voice: Voice) -> str:
    """Return what the buyer should send, named one by one."""
    at = state(voice)
    if at not in {"waiting", "sent"}:
        return ""
    about_address = _about_address(voice)
    moved = _NEW_PLACE.search("，".join(voice.brief.messages))
    place = voice.quoted(moved["to"]) if moved and not UNFIT.search(moved["to"]) else ""
    if at == "sent":
        return _address(voice, "redirect", place) if about_address else ""
    if _of_phone_alone(voice):
        return voice.say("change.phone") or voice.say("change.address")
    return _address(voice, "address", place) if about_address else voice.say("change.goods")


def _of_phone_alone(voice: Voice) -> bool:
    said = " ".join(voice.brief.messages)
    return bool(_PHONE.search(said)) and not _PLACE.search(said)


def _address(voice: Voice, slot: str, place: str) -> str:
    """Return the request for a new address, by the place the buyer names."""
    at_place = voice.say(f"change.{slot}_at", place=place) if place else ""
    return at_place or voice.say(f"change.{slot}")
