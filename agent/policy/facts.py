"""The named facts that rules speak of, gathered from a case and its reading."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from agent.domain.case import Case, CaseKind
from agent.domain.claim import ClaimType
from agent.domain.message import Role
from agent.domain.money import Money
from agent.domain.order import Order
from agent.domain.reading import CLAIM_WANTS, WANT_OF, Language, Problem, Reading, Risk, Want
from agent.domain.shop import Shop, WorkingHours
from agent.domain.value import Value
from agent.policy.agreements import agreed
from agent.policy.case_facts import asked_at, clocks, told
from agent.policy.circumstances import (
    abroad,
    as_fault,
    as_question,
    as_taste,
    overseas,
    review_facts,
    seller_texts,
    titles,
)
from agent.policy.evidence_facts import evidence_facts
from agent.policy.goods import (
    goods_facts,
    in_stock,
    order_of,
    runs,
    subject_of,
    warranty_facts,
)
from agent.policy.money_facts import IN_HAND, money_facts
from agent.policy.order_facts import OrderFacts, order_facts
from agent.policy.pieces import Spoiled
from agent.policy.questions import asks, asks_to_return
from agent.policy.service_record import service_record
from agent.policy.settlement import Settlement
from agent.policy.shelf import shelf_facts
from agent.policy.wordlists import says_promise
from knowledge.product import Product

# Problems with a loss behind them: a buyer who only describes one is making a claim, whatever words were used.
LOSSES = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.WRONG_ITEM, Problem.MISSING_ITEM, Problem.NOT_AS_DESCRIBED,
    Problem.COUNTERFEIT, Problem.SAFETY, Problem.PROMISE_BROKEN,
})  # fmt: skip

STANDSTILL = 7  # days without tracking after which a parcel counts as lost, where neither rule nor clause of the shop says


_OF_PRICES = re.compile(r"[价價贵貴降]|便宜|\d{2}|cheaper|price", re.I)
_BEFORE_RECEIPT = frozenset({Want.CHANGE_ORDER, Want.URGE})


class Facts(Value):
    """Everything a decision may rest on; None means unknown.

    Days are calendar days in the shop's zone, counted from the day after (0 on the day itself). `items_price` is the
    claimed items' share of what was paid. `goods` are legal kinds of goods (custom, fresh, digital, periodical, hygiene,
    activation, flawed, food). `handled` is what the buyer says was done with the goods, `caused_by_buyer` that the damage came of use.
    `abroad`: sold outside the mainland, by the order's currency or the shop's zone; `overseas`: the parcel leaves the country. `said`, `titles`, `described` (what the catalogue says of the goods)
    and `skus` find the clauses that are about the case. `answered` says that the seller has written already. `today` and `order_date` are the two clocks.
    """

    platform: str = "other"
    kind: CaseKind = CaseKind.MESSAGE
    language: Language = Language.ZH_HANS
    want: Want = Want.NONE
    wants: tuple[Want, ...] = ()
    claim: bool = False
    claim_type: ClaimType | None = None
    problem: Problem = Problem.NONE
    emotion: int = 0
    risks: tuple[Risk, ...] = ()
    must_escalate: bool = False
    injection: bool = False
    claimed_promise: bool = False
    promise_on_record: bool = False
    asks: bool = False
    answerable: bool = True
    confidence: float = 1.0
    has_order: bool = False
    timezone: str = "Asia/Shanghai"
    asked_at: AwareDatetime | None = None
    answer_by: AwareDatetime | None = None
    placed_at: AwareDatetime | None = None
    reviewed_at: AwareDatetime | None = None
    answered: bool = False
    today: date
    order_date: date | None = None
    status: str = "unknown"
    days_since_placed: int | None = None
    days_since_shipped: int | None = None
    days_since_delivered: int | None = None
    hours_since_placed: float | None = None
    hours_since_shipped: float | None = None
    hours_since_delivered: float | None = None
    hours_to_ship: float | None = None
    days_to_ship: int | None = None
    stuck_days: int | None = None
    standstill_days: int | None = None
    stood_still: bool | None = None
    carrier_lost: bool | None = None
    days_missed: int | None = None
    harmed_home: bool | None = None
    disliked: bool | None = None
    signed: bool | None = None
    charges: tuple[str, ...] = ()
    shelf_left_days: int | None = None
    shelf_left_percent: float | None = None
    category: str | None = None
    goods: tuple[str, ...] = ()
    custom_made: bool | None = None
    custom_made_confirmed: bool | None = None
    no_return_confirmed: bool | None = None
    intact: bool | None = None
    handled: tuple[str, ...] = ()
    caused_by_buyer: bool | None = None
    abroad: bool = False
    overseas: bool = False
    said: str = ""
    titles: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    has_photo: bool = False
    has_video: bool = False
    has_evidence: bool = False
    evidence_kinds: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    paid: Money | None = None
    claimed: Money | None = None
    price_gap: Money | None = None
    spare_price: Money | None = None
    items_price: Money | None = None
    items_list: Money | None = None
    order_list: Money | None = None
    settled: Settlement | None = None
    spoiled: Spoiled | None = None
    spoiled_percent: float | None = None
    gift_gone: bool | None = None
    gift_price: Money | None = None
    in_stock: bool | None = None
    tier: str | None = None
    warranty_days: int | None = None
    within_warranty: bool | None = None
    warranty_elapsed: int | None = None
    warranty_restarted: bool = False
    warranty_source: str | None = None
    hours: WorkingHours | None = None
    stars: int | None = None
    appended: bool | None = None
    review_age_days: int | None = None

    @property
    def order_month_day(self) -> int | None:
        """The day of payment as month × 100 + day, for clauses that name a stretch of the year."""
        return self.order_date.month * 100 + self.order_date.day if self.order_date else None

    @property
    def asked_month_day(self) -> int:
        """The day on which the buyer asks, likewise."""
        day = self.asked_at.astimezone(ZoneInfo(self.timezone)) if self.asked_at else self.today
        return day.month * 100 + day.day

    def under_warranty(self, days: int, *, source: str | None = None) -> Self:
        """Return the facts with a warranty of so many days; `source` says where a default comes from."""
        within = runs(days, self.warranty_elapsed, restarted=self.warranty_restarted)
        return self.model_copy(
            update={"warranty_days": days, "within_warranty": within, "warranty_source": source}
        )


# What a rule's `when` may name: RULES of the shop format; the rest of Facts serves amounts, clocks and explanations.
CONDITION_FACTS = frozenset(Facts.model_fields) - {
    "today", "order_date", "items_list", "order_list", "settled", "spoiled", "gift_price", "spare_price", "standstill_days", "asks", "warranty_elapsed", "warranty_restarted", "warranty_source", "hours", "given", "confidence", "injection", "timezone", "asked_at",
    "answer_by", "placed_at", "reviewed_at", "answered", "said", "titles", "described", "skus",
}  # fmt: skip


def gather(
    case: Case,
    reading: Reading,
    *,
    now: datetime,
    shop: Shop,
    products: Mapping[str, Product] | None = None,
    answerable: bool = True,
    price_now: Money | None = None,
) -> Facts:
    """Gather the facts of a case; pure.

    `products` is the catalogue by SKU, `answerable` what search said, `price_now` today's price of the claimed item.
    Days count up to the buyer's last message, so that a request made in time stays in time however late it is handled.
    """
    zone = ZoneInfo(shop.timezone)
    texts = case.buyer_texts
    reading = as_taste(reading, texts)
    order = order_of(case, reading)
    at = min(asked_at(case) or now, now)
    day = at.astimezone(zone).date()
    parcel = order_facts(order, at=at, now=now, zone=zone, in_hand=reading.problem in IN_HAND)
    reading = as_fault(reading, texts, parcel.days_since_delivered)
    reading = as_question(reading, parcel.status)
    subject = subject_of(case, reading, order)
    catalogue = products or {}
    known = [catalogue[item.sku] for item in subject if item.sku and item.sku in catalogue]
    goods = goods_facts(subject, known, *agreed(case))
    record = service_record(case, zone=zone, today=day)
    return Facts(
        platform=case.platform,
        kind=case.kind,
        answered=any(message.role is Role.SELLER for message in case.messages),
        today=now.astimezone(zone).date(),
        answerable=answerable,
        has_order=order is not None,
        abroad=abroad(order, shop),
        overseas=overseas(case, reading.language),
        titles=titles(subject, known),
        described=tuple(value for product in known for _, value in product.attributes),
        skus=tuple(item.sku for item in subject if item.sku),
        **_asked(case, reading, parcel, order),
        **_parcel(parcel),
        **clocks(case, order, shop),
        **told(case, order, day),
        **goods,
        in_stock=in_stock(
            reading, known, catalogue, sum(i.qty for i in order.items) if order else 0
        ),
        **evidence_facts(case, reading, goods["goods"]),
        **money_facts(case, reading, order, subject, known, price_now),
        **warranty_facts(known, parcel, record, " ".join(case.buyer_texts)),
        **shelf_facts(case, known, parcel.delivered_date or day),
        **review_facts(case, now, zone),
        tier=order.buyer.tier if order and order.buyer else None,
    )


def _told_as_claim(problem: Problem, texts: tuple[str, ...]) -> bool:
    """Whether who only describes a problem claims something: a loss made good, or the difference of a price that fell."""
    fallen = problem is Problem.PRICE_DROP and _OF_PRICES.search(" ".join(texts)) is not None
    return problem in LOSSES or fallen


def _asked(case: Case, reading: Reading, parcel: OrderFacts, order: Order | None) -> dict[str, Any]:
    want = reading.wants
    if case.claim and case.kind is CaseKind.CLAIM:
        want = WANT_OF[case.claim.type]
    elif case.claim and want not in CLAIM_WANTS:
        want = WANT_OF[case.claim.type]
    texts = case.buyer_texts
    received = parcel.status in {"delivered", "completed"}
    if want is Want.POLICY and received and case.kind is CaseKind.MESSAGE and texts:
        want = Want(asks_to_return(texts[-1]) or want)
    if received and want in _BEFORE_RECEIPT and reading.problem in LOSSES:
        want = Want.NONE  # goods in hand that are wrong: no order is left to change or to hurry
    wanted = want in CLAIM_WANTS and case.kind is not CaseKind.REVIEW
    claim = reading.claim or case.claim is not None or wanted
    plain = want in {Want.NONE, Want.COMPLAINT, Want.HUMAN}
    # What does not work and is not said to be wanted back is first helped with; without an order nothing can be offered anyway.
    helped = plain and reading.problem is Problem.QUALITY and order is None and not case.claim
    return {
        "language": Language.EN if reading.foreign else reading.language,
        "want": want,
        "wants": tuple(dict.fromkeys((want, *reading.all_wants))),
        "claim": not helped
        and (
            claim
            or (
                plain
                and _told_as_claim(reading.problem, texts)
                and case.kind is not CaseKind.REVIEW
            )
        ),
        "claim_type": case.claim.type if case.claim else None,
        "problem": reading.problem,
        "emotion": reading.emotion,
        "risks": reading.risks,
        "must_escalate": reading.must_escalate,
        "injection": reading.injection,
        "claimed_promise": reading.claimed_promise,
        "promise_on_record": any(says_promise(text) for text in seller_texts(case)),
        "asks": any(asks(text) for text in texts[-3:]),
        "confidence": reading.confidence,
    }


def _parcel(parcel: OrderFacts) -> dict[str, Any]:
    still = parcel.stuck_days >= STANDSTILL if parcel.stuck_days is not None else None
    return {**parcel.model_dump(exclude={"delivered_date"}), "stood_still": still}
