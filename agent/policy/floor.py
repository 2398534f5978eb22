"""Whether a shop's rule is worse for the buyer than the law.

Articles: 消费者权益保护法 (消法) 24, 25; 网络购买商品七日无理由退货暂行办法 (七日办法) 6, 7, 10, 13, 17, 20; 电子商务法 20. A rule for
AliExpress alone is not measured against them.
"""

from agent.domain.decision import Freight, Outcome
from agent.domain.reading import Problem
from agent.domain.value import Value
from agent.policy.kinds import goods_kinds
from agent.policy.rule import Rule

_SELLER_FAULT = {
    Problem.QUALITY, Problem.DAMAGED, Problem.WRONG_ITEM, Problem.MISSING_ITEM, Problem.NOT_AS_DESCRIBED, Problem.SAFETY,
}  # fmt: skip
_NO_REASON = {Problem.CHANGED_MIND, Problem.SIZE}
_FREIGHTED = {Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR, Outcome.RESHIP}
_YEAR = 365
_RETURN_WANTS = {"refund", "return_refund"}
# Kinds of art. 6 that need no confirmation of the single purchase; custom goods are refused only with the order on record.
_UNCONFIRMED = {"fresh", "digital", "periodical"}


class Breach(Value):
    """What is worse than the law: the key of the rule, the article, and how to mend it."""

    key: str
    what: str
    article: str
    mend: str


def below_floor(rule: Rule) -> Breach | None:
    """Return how a shop's rule falls below the law, or None."""
    if rule.platforms and set(rule.platforms) <= {"aliexpress"}:
        return None
    return _freight(rule) or _short_window(rule) or _withheld(rule) or _refused(rule)


def _freight(rule: Rule) -> Breach | None:
    if (
        rule.freight is not Freight.BUYER
        or rule.outcome not in _FREIGHTED
        or not _problems(rule) & _SELLER_FAULT
        or _beyond_a_year(rule)
    ):
        return None
    return Breach(
        key="freight",
        what="puts the freight of faulty or wrong goods on the buyer",
        article="消费者权益保护法 第二十四条",
        mend="write freight: seller, and give faults a rule of their own",
    )


def _beyond_a_year(rule: Rule) -> bool:
    """Whether it repairs only after the first year, beyond what 三包 asks of most goods: what a shop adds there is its own to price."""
    days = rule.condition("days_since_delivered")
    return (
        rule.outcome is Outcome.REPAIR
        and days is not None
        and days.minimum is not None
        and days.minimum > _YEAR
    )


def _short_window(rule: Rule) -> Breach | None:
    limit = rule.condition("days_since_delivered")
    longest = limit.maximum if limit else None
    if (
        rule.outcome is not Outcome.RETURN_REFUND
        or longest is None
        or longest >= 7
        or rule.freight is Freight.SELLER
    ):
        return None
    if not _problems(rule) & (_NO_REASON | _SELLER_FAULT):
        return None
    fault = not _problems(rule) & _NO_REASON
    return Breach(
        key="when.days_since_delivered.max",
        what=f"gives {longest:g} days to return",
        article="消费者权益保护法 第二十四条" if fault else "消费者权益保护法 第二十五条",
        mend="write max: 7 or more",
    )


def _withheld(rule: Rule) -> Breach | None:
    formula = rule.amount
    money_back = rule.outcome in {Outcome.RETURN_REFUND, Outcome.REFUND} and bool(
        _problems(rule) & _NO_REASON
    )
    if not money_back or formula is None or formula.of not in {"paid", "items"}:
        return None
    if formula.percent >= 100 and formula.limit is None:
        return None
    return Breach(
        key="amount",
        what="keeps part of the price back on a return without reason",
        article="网络购买商品七日无理由退货暂行办法 第十三条、第十七条",
        mend="write percent: 100 without max",
    )


def _refused(rule: Rule) -> Breach | None:
    if rule.outcome is not Outcome.DECLINE or not _may_fall_within_seven_days(rule):
        return None
    if not _concerns_returns(rule):
        return None
    problems = _problems(rule)
    if problems and problems <= _SELLER_FAULT and _agreed_time_for_fresh(rule):
        return None
    if problems and problems <= _SELLER_FAULT:
        return Breach(
            key="outcome",
            what="refuses faulty or wrong goods inside seven days",
            article="消费者权益保护法 第二十四条",
            mend="add when.days_since_delivered: {min: 8}, or decide return_refund",
        )
    if not problems & _NO_REASON or _excluded_by_law(rule):
        return None
    limit = rule.condition("days_since_delivered")
    if limit is not None and limit.minimum is not None:
        return Breach(
            key="when.days_since_delivered.min",
            what=f"refuses returns from day {limit.minimum:g} on",
            article="消费者权益保护法 第二十五条",
            mend="write min: 8",
        )
    return Breach(
        key="when",
        what="refuses a return inside seven days without a confirmation made at purchase",
        article="消费者权益保护法 第二十五条 and 网络购买商品七日无理由退货暂行办法 第七条、第二十条",
        mend="add no_return_confirmed: true or custom_made_confirmed: true, or days_since_delivered: {min: 8}",
    )


def _agreed_time_for_fresh(rule: Rule) -> bool:
    """Whether it refuses perishable goods alone, reported after an agreed time: art. 24 gives seven days where nothing was agreed."""
    goods = rule.condition("goods")
    late = any(
        (limit := rule.condition(f"{unit}_since_delivered")) and limit.minimum is not None
        for unit in ("hours", "days")
    )
    return late and goods is not None and goods.one_of == ("fresh",)


def _problems(rule: Rule) -> set[Problem]:
    """The problems it covers; a rule that names none covers the returns without reason."""
    named = rule.condition("problem")
    if named is None:
        return set(_NO_REASON)
    if named.excluded:
        return {*_NO_REASON, *_SELLER_FAULT} - {Problem(str(p)) for p in named.excluded}
    return {Problem(str(p)) for p in named.one_of}


def _may_fall_within_seven_days(rule: Rule) -> bool:
    days = rule.condition("days_since_delivered")
    if days is not None and days.minimum is not None and days.minimum > 7:
        return False
    status = rule.condition("status")
    before = {"unpaid", "to_ship", "shipped", "closed"}
    return not (status and status.one_of and {str(s) for s in status.one_of} <= before)


def _concerns_returns(rule: Rule) -> bool:
    for fact in ("want", "wants"):
        named = rule.condition(fact)
        if named and named.one_of and not {str(w) for w in named.one_of} & _RETURN_WANTS:
            return False
    return True


def _excluded_by_law(rule: Rule) -> bool:
    for fact in ("no_return_confirmed", "custom_made_confirmed"):
        named = rule.condition(fact)
        if named and named.one_of == (True,):
            return True
    intact = rule.condition("intact")
    if intact and intact.one_of == (False,):
        return True
    goods = rule.condition("goods")
    if goods and goods.one_of and {str(g) for g in goods.one_of} <= _UNCONFIRMED:
        return True
    category = rule.condition("category")
    words = category.one_of if category else ()
    return bool(words) and all(goods_kinds(str(word), None) & _UNCONFIRMED for word in words)
