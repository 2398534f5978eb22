"""The ground of a decision in one courteous sentence, in the buyer's language."""

import re

from agent.domain.decision import Outcome
from agent.domain.money import Money
from agent.domain.reading import Language
from agent.policy.facts import Facts
from agent.policy.rule import Layer, Rule
from agent.policy.settlement import Settlement

_GRANTED = {
    Language.ZH_HANS: "按照{source}，您这种情况是可以办理的",
    Language.ZH_HANT: "依照{source}，您這種情況是可以辦理的",
    Language.EN: "Under {source}, we can arrange this for you",
}
_DECLINED = {
    Language.ZH_HANS: "按照{source}，您这种情况暂时没办法办理，还请您谅解",
    Language.ZH_HANT: "依照{source}，您這種情況暫時沒辦法辦理，還請您見諒",
    Language.EN: "Under {source}, we are sorry that we cannot arrange this",
}
_PASSED_ON = {
    Language.ZH_HANS: "按照{source}，您的情况需要由负责同事跟进，我先为您登记转交",
    Language.ZH_HANT: "依照{source}，您的情況需要由負責同事跟進，我先為您登記轉交",
    Language.EN: "Under {source}, a senior colleague has to look into this, and I am passing it on",
}
_STEPS = {
    Language.ZH_HANS: "（退款按实际支付的金额分摊：实付{paid}×退回商品标价{part}÷订单商品标价合计{whole}＝{amount}）",
    Language.ZH_HANT: "（退款依實際支付的金額分攤：實付{paid}×退回商品標價{part}÷訂單商品標價合計{whole}＝{amount}）",
    Language.EN: " (worked out from what you paid: {paid} × {part} list price of the returned items ÷ {whole} list price of the"
    " whole order = {amount})",
}
_SETTLED = {
    Language.ZH_HANS: "（部分退货后按购买时的价格结算：订单标价合计{whole}，优惠{off}，实付{paid}；留下的商品标价{kept}，{offer}，应付{due}；"
    "退款{paid}－{due}＝{amount}）",
    Language.ZH_HANT: "（部分退貨後依購買時的價格結算：訂單標價合計{whole}，優惠{off}，實付{paid}；留下的商品標價{kept}，{offer}，應付{due}；"
    "退款{paid}－{due}＝{amount}）",
    Language.EN: " (settled by the prices at purchase: list price of the order {whole}, offer {off}, paid {paid}; the items you keep"
    " list at {kept}, {offer}, so {due} is due for them; refund {paid} − {due} = {amount})",
}
_OFFER_LOST = {
    Language.ZH_HANS: "不满{threshold}不再享受满减", Language.ZH_HANT: "未滿{threshold}不再享有滿減",
    Language.EN: "which is below {threshold}, so that the offer no longer applies",
}  # fmt: skip
_OFFER_KEPT = {
    Language.ZH_HANS: "仍可优惠{kept_off}", Language.ZH_HANT: "仍可優惠{kept_off}",
    Language.EN: "less {kept_off} of the offer that still applies",
}  # fmt: skip


_NAMED_LAW = re.compile(
    r"^(?:(?:按照|依照|根据|根據|依据|依據)《[^》]*》(?:第[^，条條]{1,8}[条條])?(?:的[规規]定)?，|Under Article \d+ of [^,]*, )"
)
_OWN_TERMS = {
    Language.ZH_HANS: "按照店铺《售后规定》，",
    Language.ZH_HANT: "依照賣場《退換貨規定》，",
    Language.EN: "Under our shop policy, ",
}


def _neutral(said: str, language: Language) -> str:
    """Return the sentence without the mainland statute: abroad the law stays the floor, but it is no ground to name."""
    plain = _NAMED_LAW.sub("", said)
    if language is Language.EN:
        plain = plain[:1].lower() + plain[1:] if not plain.startswith("I ") else plain
    return f"{_OWN_TERMS[language]}{plain}"


_TOLD_BY_US = frozenset({Outcome.INFORM, Outcome.ESCALATE})


def ground(rule: Rule, language: Language, *, abroad: bool = False) -> str:
    """Return the rule's own sentence in the language, or one made from where its clause stands.

    `abroad` leaves out the name of a mainland statute.
    """
    said = rule.said(language)
    if said and abroad and rule.layer is Layer.LAW and rule.outcome not in _TOLD_BY_US:
        return _neutral(said, language)
    if said:
        return said
    bank = _GRANTED
    if rule.outcome is Outcome.DECLINE:
        bank = _DECLINED
    elif rule.outcome is Outcome.ESCALATE:
        bank = _PASSED_ON
    return bank[language].format(source=_source(rule, language))


def _source(rule: Rule, language: Language) -> str:
    segment = rule.citation.heading.split(" > ")[-1].strip() or rule.title
    if language is Language.EN:
        return "our shop policy" if not segment.isascii() else f"our policy “{segment}”"
    if rule.layer is Layer.SHOP:
        place = "店铺" if language is Language.ZH_HANS else "賣場"
        return (
            f"{place}「{segment}」的说明"
            if language is Language.ZH_HANS
            else f"{place}「{segment}」的說明"
        )
    return f"《{rule.citation.path}》{segment}"


def share_steps(facts: Facts, language: Language) -> str:
    """Return how the amount of a part-return was worked out (网络购买商品七日无理由退货暂行办法 art. 17); empty for whole orders."""
    if facts.settled:
        return _settled_steps(facts.settled, language)
    if not (facts.paid and facts.items_list and facts.order_list and facts.items_price):
        return ""
    return _STEPS[language].format(
        paid=_said(facts.paid, language),
        part=_said(facts.items_list, language),
        whole=_said(facts.order_list, language),
        amount=_said(facts.items_price, language),
    )


_GIFT_KEPT = {
    Language.ZH_HANS: "（赠品没有一起退回的，按标价{price}从退款里扣除）",
    Language.ZH_HANT: "（贈品沒有一起退回的，依標價{price}從退款裡扣除）",
    Language.EN: " (the gift that does not come back is taken off at its marked price of {price})",
}


def gift_step(price: Money, language: Language) -> str:
    """Return what is taken off for a gift that stays with the buyer (网络购买商品七日无理由退货暂行办法 art. 12)."""
    return _GIFT_KEPT[language].format(price=_said(price, language))


def _settled_steps(settled: Settlement, language: Language) -> str:
    words = {name: _said(getattr(settled, name), language) for name in Settlement.model_fields}
    bank = _OFFER_KEPT if settled.kept_off.minor else _OFFER_LOST
    offer = bank[language].format(**words)
    return _SETTLED[language].format(
        **words, offer=offer, due=words["kept_due"], amount=words["refund"]
    )


def _said(amount: Money, language: Language) -> str:
    """Return an amount inside the steps: 元 after yuan in Chinese, else the currency's own sign."""
    if amount.currency == "CNY" and language is not Language.EN:
        return f"{amount.value}元"
    return amount.shown
