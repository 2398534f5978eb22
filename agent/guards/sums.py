"""The sums and shares that a text gives, each and all together against the amount that was decided."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from agent.domain.decision import Outcome
from agent.domain.draft import Surface
from agent.domain.money import Money
from agent.guards.acts import Commitment, reported
from agent.guards.guard import Decided, GuardContext
from agent.guards.quantities import MONEY, Facts, Quantity, number, quantities, stated
from agent.guards.sentences import Stretch, clauses, sentences

_GIVING = re.compile(
    r"退|赔|补|返|送|赠|贴|塞|优惠券|红包|代金券|购物金|减免|refund|compensat|coupon|voucher|gift|credit|discount|reimburs|cash ?back|give you|offer you"
)
_STATED = re.compile(
    r"实付|支付|付款|付了|原价|售价|价格|标价|单价|订单金额|订单总|总价|总额|吊牌|市场价|面值|起步|运费|邮费|拍下|下单|成交|花了|满(?=\d)|(?<![给帮为替])您(?:要求|申请|提出|主张|希望|想要?|(?:要|说|提)的)|诉求|paid|price|costs?\b|total|order (?:value|amount)|you (?:asked|requested|claim)|request"
)
REFUSING = re.compile(
    r"无法|不能|(?:没有?|无)权|做不了主|不支持|不予|没办法|不会|不可|不符合|未承诺|不属于|难以|不再|cannot|can't|unable|not able|won't|not eligible|don't"
)
_SHARE = re.compile(
    r"\d{1,9}(?:\.\d{1,4})?\s?%|百分之[一二三四五六七八九十百两]+|一半|半价|[一二三四五六七八九]成|[双两三四五十2345]倍|[一二三四五六七八九\d.]+折|\bhalf (?:of|the|back|price)|\bdouble\b|\btriple\b"
)
_BARE_SUM = re.compile(
    r"(?:给|帮|为)(?:您|你|亲)(?:凑|补|贴|转|返|退|赔|打|加|添)(?:个|到|够|足|上)?(?P<sum>\d{2,5}|[一二三四五六七八九十百两]{1,5}[十百])(?=[吧了的哈啦,，。!~]|$)"
    r"|\b(?:(?:get|give|send|add|offer|pay) you|throw in|add) (?:another|an extra|an additional|a further) (?P<more>\d{1,5})(?:\.\d\d)?(?! ?(?:%|percent|days?|hours?|weeks?|minutes?|times))\b"
    r"|\b(?:make it|settle (?:at|for|on)|how about|i(?:'ll| can) do) (?P<en>\d{1,5})(?= (?:and|instead|then|back|total)\b|[.!?,]|$)"
)
# A sum beside another one: 另外再给您20块. Said with a firm word it counts even if it is as large as the first.
_BESIDE = re.compile(
    r"另外|额外|私下|除此之外|此外|外加|另(?=给|补|送|赔|退|打|转)|\b(?:on top|extra|additional|another|besides|a further|plus)\b"
)
_AGAIN = re.compile(
    r"再(?:给|私下|单独|多|补|送|赔|加|帮|申请|退|贴|弄|转|打)|多(?:给|补|送|赔|申请|退)|\bmore\b|\bas well\b"
)
_TO_YOU = re.compile(
    r"(?:给|帮|为|补|赔|送|退|贴)(?:您|你|亲)|\b(?:get|give|send|offer|pay|refund|add) you\b|\bthrow in\b|\bfor (?:you|your)\b"
)
_FREIGHT = re.compile(r"运费|邮费|快递费|shipping|postage|freight")
_TOO_MUCH = "金额没有裁定或超出裁定：请改成裁定的金额，或删去数字"
_ADDED = "几笔金额加起来超出裁定：请只写裁定的那一笔"
_NO_SHARE = "比例、折扣没有裁定：请删去或引用店铺条款"


class Sums:
    """The sums of one folded text against one decision and the grounds; `found` are the text's commitments."""

    def __init__(
        self,
        text: str,
        context: GuardContext,
        grounds: Sequence[Facts],
        found: Sequence[Commitment],
    ) -> None:
        self.text, self.context, self.grounds = text, context, grounds
        self.decided = context.decided or Decided()
        self.starts = sorted(act.start for act in found)

    def wrong(self) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, message) of each sum or share that was not decided, in the folded text."""
        given: list[Decimal] = []
        for sentence in sentences(self.text):
            for clause in clauses(sentence):
                sums = [*self._sums(clause, sentence), *self._bare(clause)]
                for one in sums:
                    start, end = clause.start + one.start, clause.start + one.end
                    if not self._passes(one, clause):
                        yield start, end, _TOO_MUCH
                    elif self._adds(one, clause.text, given):
                        yield start, end, _ADDED
                given += [one.amount for one in sums if one.amount not in given]
                if sums or self._gives(clause, sentence):
                    yield from self._shares(clause)

    def _gives(self, clause: Stretch, sentence: Stretch) -> bool:
        text = clause.text
        giving = bool(_GIVING.search(text)) or self.commits_in(sentence) or _more(text)
        return (
            giving
            and not REFUSING.search(text)
            and (self.commits_in(clause) or not (_STATED.search(text) or reported(text)))
        )

    def _sums(self, clause: Stretch, sentence: Stretch) -> list[Quantity]:
        if not self._gives(clause, sentence):
            return []
        return [one for one in quantities(clause.text) if one.measure in MONEY]

    def _bare(self, clause: Stretch) -> Iterator[Quantity]:
        """Yield sums given without their unit: 给您凑个五十吧."""
        ceiling = self.decided.amount_max
        for match in _BARE_SUM.finditer(clause.text):
            part = str(match.lastgroup)
            amount = number(match[part])
            if amount:
                currency = ceiling.currency if ceiling else "CNY"
                yield Quantity(currency, amount * 100, *match.span(part))

    def _shares(self, clause: Stretch) -> Iterator[tuple[int, int, str]]:
        if not self.commits_in(clause):
            return
        for match in _SHARE.finditer(clause.text):
            if not any(match[0] in ground.text for ground in self.grounds):
                yield clause.start + match.start(), clause.start + match.end(), _NO_SHARE

    def _passes(self, quantity: Quantity, clause: Stretch) -> bool:
        if self.context.surface is Surface.PUBLIC_REVIEW:
            return False  # an amount of compensation never stands in public
        ceiling = self.decided.amount_max
        if ceiling is None or self.decided.outcome is Outcome.ESCALATE:
            return self.covered(quantity)
        if _same_money(quantity, ceiling) and quantity.amount <= _hundredths(ceiling):
            return True
        return self.covered(quantity) and not self.commits_in(clause)

    def _adds(self, one: Quantity, text: str, given: Sequence[Decimal]) -> bool:
        """Return whether a sum comes on top of those given before it, and all together exceed what was decided."""
        ceiling = self.decided.amount_max
        if ceiling is None or not given or not _more(text) or _FREIGHT.search(text):
            return False
        if one.amount in given and not _BESIDE.search(text):
            return False
        return sum(given) + one.amount > _hundredths(ceiling)

    def covered(self, quantity: Quantity) -> bool:
        """Return whether a clause, a reason or an order fact states this measure."""
        return stated(quantity, self.grounds)

    def commits_in(self, stretch: Stretch) -> bool:
        """Return whether a binding act stands in the stretch."""
        at = bisect_left(self.starts, stretch.start)
        return at < len(self.starts) and self.starts[at] < stretch.end


def _more(text: str) -> bool:
    """Return whether a clause gives the buyer something beside what was given before."""
    return bool(_TO_YOU.search(text)) and bool(_BESIDE.search(text) or _AGAIN.search(text))


def _same_money(quantity: Quantity, ceiling: Money) -> bool:
    """Return whether both are of one currency; a bare $ is any dollar, and XXX is a ceiling given without its currency."""
    return (
        ceiling.currency == "XXX"
        or quantity.measure == ceiling.currency
        or (quantity.measure == "USD" and ceiling.currency.endswith("D"))
    )


def _hundredths(money: Money) -> Decimal:
    return Decimal(money.value) * 100
