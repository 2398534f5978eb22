"""Whole replies: what is to be said is planned here, the grammar of the language words it."""

import re

from agent.domain.decision import DeadlineKind, Outcome
from agent.domain.reading import Problem, Risk, Want
from agent.drafting.asked import after_money, indirect
from agent.drafting.brief import Brief
from agent.drafting.declining import add_refusal
from agent.drafting.delivery import delivered
from agent.drafting.details import Details
from agent.drafting.facts import Facts
from agent.drafting.family import blameless, family, regretted
from agent.drafting.holding import about, care, kept
from agent.drafting.mood import PARCEL_WANTS, emotion
from agent.drafting.parcel import last_seen, parcel_action, parcel_facts, quiet, said_where
from agent.drafting.remedy import (
    SENT_BACK,
    find_deadline,
    on_its_way,
    ruled,
    to_be_shown,
    unseen,
)  # fmt: skip
from agent.drafting.voice import Voice

_UPSET = 2
# Whoever speaks of what goes back has bought.
_BACK = re.compile(r"退|寄回|refund|return", re.IGNORECASE)
# What a clause asks for an invoice.
_TITLE_ASKED = re.compile(
    r"[，；,;：][^，。；,;]*(?:需|请|請|麻烦|麻煩|提供|发我|發|附|please|send|provide|need)[^，。；,;]*(?:抬头|抬頭|税号|稅號|统编|統編|company|tax|vat|details)[^，。；,;]*",
    re.IGNORECASE,
)
_NEW_ONE = re.compile(
    r"换|換|修|补[发寄]|補[發寄]|新[的款件双雙条條台支只]|replace|exchange|repair|new one",
    re.IGNORECASE,
)
_ROOM = 170  # characters that a reply with a second answer may fill
_ASKS_WHEN = re.compile(
    r"几号|幾號|什么时候|什麼時候|啥时候|多久|几天|幾天|哪天|(明天|今天|后天|後天|周末|週末)\S{0,6}(到|收到|送)|\d号|\b(when|how (long|many)|what day)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"可以|不|没|沒|有|是|能|会|會|支持|支援|需要|那|这|這")
_RECEIVED = re.compile(r"^(显示|顯示)已?(签收|簽收)但您(没|沒)有收到的?，")
# That a time is not over yet, where the time itself is told.
_NOT_DUE = re.compile(
    r"^(还没到|還沒到|没到|未到)[^，]{0,10}(时间|時間|期限)，|^(it is still within|the promised) [^,;]*[,;] ?",
    re.IGNORECASE,
)
# What a rule says that we can do, where we are asked to.
_MAY = re.compile(r"^可以(?=[给給跟联聯帮幫备備催请請])|^we can (?=ask\b)", re.IGNORECASE)
_ASKS_FOR = re.compile(
    r"(把|将|將|请|請)[^，。]{1,12}(发|發|傳|给|給)(给|給|到|来|來)?(我|我们|我們)?|\bsend (me|us)\b|\btell me\b",
    re.IGNORECASE,
)
_WILL_TELL = re.compile(
    r"[，,]一?有(结果|結果|消息)[^，。]{0,6}(告诉|告訴|回复|回覆)您[^，。]*(?=。?$)"
)
# What a late order is already said to be, before what is done about it.
_IN_HAND = re.compile(r"^(您的)?(订单|訂單)已[经經]在[备備][货貨]了?，")
_A_DAY = re.compile(r"\d ?(小[时時]|hours|working days)")


class Replies:
    """Words replies as a good shop clerk does, in the language of the case."""

    def __init__(self, details: Details) -> None:
        self._details = details

    def granted(self, voice: Voice, second: str) -> str:
        """Return the reply that agrees to a remedy, or asks for what it still hangs on; `second` answers a second question."""
        return _with(voice, self._facts(voice).reply(*_granted_slots(voice)), second)

    def declined(self, voice: Voice, second: str) -> str:
        """Return the reply that says no, why, and what can be done instead."""
        facts = self._facts(voice)
        add_refusal(facts)
        return _with(voice, facts.reply("reply.decline"), second)

    def asked(self, voice: Voice, second: str) -> str:
        """Return the reply that asks for what is missing before anything can be said."""
        facts, brief = self._facts(voice), voice.brief
        facts.add(
            wish=facts.say(f"wish.{brief.reading.wants.value}"),
            start=facts.known("open") if emotion(brief) else "",
        )
        return _with(voice, facts.reply(*_pending_slots(voice)), second)

    def held(self, voice: Voice) -> str:
        """Return the reply while a lead takes over: care first, and no word on how it will end."""
        facts = self._facts(voice)
        risks = voice.brief.reading.risks
        first = care(voice)
        matter = about(voice, first)
        keeps = kept(voice, first)
        cool = Risk.BLACKMAIL in risks or (matter == "human" and not emotion(voice.brief))
        facts.add(
            care=facts.say(f"hold.care.{first.value}") if first else "",
            about=facts.say(f"hold.about.{matter}"),
            start="" if cool else facts.known("open"),
            keep=facts.say("hold.keep") if keeps else "",
            stay="" if keeps else facts.say("hold.stay"),
        )
        return facts.reply("reply.hold.care" if first else "reply.hold.any", "reply.hold.any")

    def told(self, voice: Voice, fact: str) -> str:
        """Return the reply to a question: the fact, after regret where the buyer is upset."""
        facts = self._facts(voice)
        facts.add(fact=fact, looked_up="" if _YES_OR_NO.match(fact) else fact)
        return facts.reply("reply.told_upset" if emotion(voice.brief) >= 1 else "reply.told")

    def noted(self, voice: Voice, fact: str) -> str:
        """Return that we have what the invoice needs, and the fact without its request for it."""
        facts = self._facts(voice)
        facts.add(fact=_TITLE_ASKED.sub("", fact))
        return facts.reply("reply.noted")

    def tried(self, voice: Voice, fact: str) -> str:
        """Return what the shop's own words advise to try, and what we need if it does not help."""
        facts = Facts(voice, self._details, missing=voice.brief.decision.missing or _to_see(voice))
        facts.add(fact=fact)
        told = voice.brief.decision.outcome is Outcome.INFORM
        return facts.reply("reply.tried" if told else "reply.pending.tried")

    def shown(self, voice: Voice) -> str:
        """Return the reply to a complaint of the goods that nothing decides yet: what we need to see of it, and of which order."""
        return Facts(voice, self._details, missing=_to_see(voice)).reply("reply.pending.shown")

    def of_any_order(self, voice: Voice, fact: str) -> str:
        """Return what holds for every order, and that we look at the buyer's own once we know which it is."""
        facts = self._facts(voice)
        brief = voice.brief
        facts.add(fact=fact, start="" if blameless(brief) else facts.known("open"))
        shopping = brief.order is None and brief.reading.emotion < _UPSET
        back = any(_BACK.search(text) for text in brief.messages)
        asked = brief.reading.wants in PARCEL_WANTS and shopping and not back
        return facts.reply("reply.pending.bought" if asked else "reply.pending.any_order")

    def unknown(self, voice: Voice) -> str:
        """Return the reply to a question that nothing answers: what is asked, what we do, by when."""
        facts = self._facts(voice)
        money = facts.say("money_back") if after_money(voice) else ""
        facts.add(asked=indirect(voice) or money)
        upset = emotion(voice.brief) >= _UPSET
        return facts.reply("reply.unknown_upset" if upset else "reply.unknown")

    def returned(self, voice: Voice) -> str:
        """Return that we look for goods sent back, and for the money or the new thing that follows them."""
        new = any(_NEW_ONE.search(text) for text in voice.brief.messages[-1:])
        return self._facts(voice).reply(f"reply.returned.{'goods' if new else 'money'}")

    def parcel(self, voice: Voice) -> str:
        """Return where the parcel is and what is done about it."""
        facts, order = self._facts(voice), voice.brief.order
        waits = order is not None and not order.shipped_at and not order.last_event
        known = order is not None and (delivered(order) or bool(said_where(voice)))
        own = _RECEIVED.sub("", ruled(voice))
        do = own or parcel_action(voice)
        if _back(facts, do):  # a time for it is told
            do = _WILL_TELL.sub("", do)
        facts.add(
            where=parcel_facts(voice) or voice.say("parcel.unknown"),
            do=do,
            back_too=_back(facts, do, "" if own else "back_later"),
            urged=_MAY.sub(f"{facts.say('now_i')}{' ' * voice.english}", _NOT_DUE.sub("", do)),
        )
        if waits and (find_deadline(voice, DeadlineKind.SHIP_BY) or facts.known("need")):
            return facts.reply("reply.parcel.hurry")
        if emotion(voice.brief) >= 1 or voice.brief.reading.problem is not Problem.NONE:
            return self._parcel_missed(facts, waits=waits)
        moving = order is not None and not delivered(order)
        asks = moving and any(_ASKS_WHEN.search(text) for text in voice.brief.messages)
        facts.add(eta=facts.say("eta") if asks else "")
        calm = known and not quiet(voice) and (asks or voice.brief.reading.wants is not Want.URGE)
        return facts.reply("reply.parcel.told" if calm else "reply.parcel.done")

    def _parcel_missed(self, facts: Facts, *, waits: bool) -> str:
        """Return the reply to a buyer whose parcel is late or gone; what the regret names is not told a second time."""
        named, order = family(facts.brief), facts.brief.order
        signed = named == "lost" and order is not None and delivered(order)
        if signed or (waits and named == "wait"):
            facts.add(where="", do=_IN_HAND.sub("", facts.known("do")))
            if not signed and facts.known("back_too") and facts.known("news"):
                facts.add(back_too=facts.say("back_ship", "back_too"))
        elif regretted(facts.brief) == "stuck":
            facts.add(where=last_seen(facts.voice))
        else:
            facts.add(placed="")
        if not signed:
            facts.add(look="")
        return facts.reply("reply.parcel.upset")

    def plain(self, voice: Voice, body: str) -> str:
        """Return the reply that says what we do where neither a clause nor a parcel answers."""
        facts = self._facts(voice)
        named = voice.brief.reading.problem is not Problem.NONE or emotion(voice.brief) >= 1
        facts.add(
            body=body,
            start=facts.known("open") if named else "",
            back_too=_back(facts, body),
        )
        return facts.reply("reply.plain")

    def also_open(self, voice: Voice, question: str) -> str:
        """Return that a second question is asked on; "" where it can't be named."""
        facts = self._facts(voice)
        facts.add(asked=indirect(voice, question))
        return facts.say("also_open")

    def also_invoice(self, voice: Voice) -> str:
        """Return what we need for the invoice that is asked for beside another matter."""
        return self._facts(voice).say("also_invoice")

    def _facts(self, voice: Voice) -> Facts:
        return Facts(voice, self._details)


def _to_see(voice: Voice) -> tuple[str, ...]:
    """Return what we need to see of goods that are complained of: which order, and what is wrong."""
    return ("photo",) if voice.brief.order else ("order_id", "photo")


def _with(voice: Voice, text: str, second: str) -> str:
    """Return the reply with the answer to a second question, where the chat has room for both."""
    room = min(_ROOM, voice.brief.max_chars)
    return voice.join(text, second) if second and len(text) + len(second) <= room else text


def _back(facts: Facts, said: str, *undated: str) -> str:
    """Return by when we come back, where what is said names no time itself and the buyer is not to act first."""
    told = _A_DAY.search(said) or _ASKS_FOR.search(said)
    return "" if told else facts.say("back_too", *filter(None, undated))


def _granted_slots(voice: Voice) -> list[str]:
    """Return the slots of an agreed remedy, the most fitting first."""
    brief = voice.brief
    outcome = brief.decision.outcome
    if brief.decision.pending or brief.decision.missing:
        return _pending_slots(voice)
    root = f"reply.{outcome.value}"
    if outcome is Outcome.RETURN_REFUND and on_its_way(voice):
        return [f"{root}.on_its_way"]
    if to_be_shown(voice):
        return [f"{root}.check", f"{root}.any"]
    if brief.reading.wants is Want.CANCEL or _not_sent_yet(brief):
        return [f"{root}.cancel", f"{root}.any", f"{root}.easy"]
    if outcome is Outcome.RETURN_REFUND and brief.reading.wants is Want.EXCHANGE:
        return [f"{root}.instead", f"{root}.easy"]
    if outcome is Outcome.COMPENSATE:
        return [f"{root}.{'flaw' if family(brief) == 'fault' else 'any'}"]
    kind = "easy" if blameless(brief) else "fault"
    return [f"{root}.{family(brief)}", f"{root}.{kind}", f"{root}.any"]


def _not_sent_yet(brief: Brief) -> bool:
    order = brief.order
    waits = order is not None and not order.shipped_at and not order.last_event
    calm = family(brief) == "wait" and emotion(brief) == 0
    return waits and (calm or family(brief) in {"mind", "any"})


def _pending_slots(voice: Voice) -> list[str]:
    """Return the slots of a remedy that hangs on what is missing, the most fitting first."""
    brief = voice.brief
    if brief.decision.outcome is Outcome.INFORM:
        return ["reply.pending.wish", "reply.pending.told"]
    if unseen(voice):
        return ["reply.pending.order" if blameless(brief) else "reply.pending.order_fault"]
    if brief.decision.missing == ("size",):
        return ["reply.pending.size"]
    back = brief.decision.outcome in SENT_BACK
    kind = "sent_back" if back else "money"
    return [f"reply.pending.{family(brief)}", f"reply.pending.{kind}"]
