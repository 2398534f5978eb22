"""The ground of a provisional rule in one sentence, said from what was read: no clause is quoted, so it stands in every language."""

from agent.domain.reading import Language
from agent.policy.rule import AmountFormula
from agent.policy.windows import Start, Window

_HANS, _HANT, _EN = Language.ZH_HANS.value, Language.ZH_HANT.value, Language.EN.value

_SINCE: dict[str, dict[Start, str]] = {
    _HANS: {"delivered": "签收后", "placed": "付款后", "shipped": "发货后"},
    _HANT: {"delivered": "簽收後", "placed": "付款後", "shipped": "出貨後"},
    _EN: {"delivered": "of delivery", "placed": "of payment", "shipped": "of dispatch"},
}
_SPAN = {
    _HANS: "{since}{number}{unit}内", _HANT: "{since}{number}{unit}內", _EN: "within {number} {unit} {since}",
}  # fmt: skip
_UNITS = {_HANS: ("天", "小时"), _HANT: ("天", "小時"), _EN: ("days", "hours")}
_YEARS = {_HANS: ("年", "年"), _HANT: ("年", "年"), _EN: ("year", "years")}
_YEAR = 365
_WITHIN = {
    _HANS: "您这单在{span}，店里的规定是可以办理的",
    _HANT: "您這筆在{span}，賣場的規定是可以辦理的",
    _EN: "You are {span}, so our shop policy covers this",
}
_LATER = {
    _HANS: "店里的规定是{span}提出，这次已经超过时间了",
    _HANT: "賣場的規定是{span}提出，這次已經超過時間了",
    _EN: "Our shop policy covers this {span}, and that time is over for your order",
}
_PERCENT = {
    _HANS: "店里规定这种情况按实付金额的{percent}%补偿",
    _HANT: "賣場規定這種情況依實付金額的{percent}%補償",
    _EN: "Under our shop policy this is made good with {percent}% of what you paid",
}

_ON_TRIAL = {
    _HANS: "您这单还在店里的试用期内，可以按试用的规定退货",
    _HANT: "您這筆還在賣場的試用期內，可以依試用的規定退貨",
    _EN: "Your order is still within our trial period, so it may go back under the trial terms",
}
_TOO_SOON = {
    _HANS: "店里的试用规定是签收后满{low}天起可以申请退货，您这单还没到时间，可以再用用看，到时间了还是不合适就来找我",
    _HANT: "賣場的試用規定是簽收後滿{low}天起可以申請退貨，您這筆還沒到時間，可以再用用看，到時還是不合適再來找我",
    _EN: "Under our trial terms goods may go back once {low} days have passed since delivery, so please give it a little longer and come back to me then if it still does not suit you",
}
_MISSED = {
    _HANS: "约好的日子没能上门，店里的规定是按晚的天数赔付",
    _HANT: "約好的日子沒能到府，賣場的規定是依延遲的天數補償",
    _EN: "We missed the agreed visit, and our shop policy makes that good for each day of delay",
}
_MENDED = {
    _HANS: "送货安装时给您家里造成的损坏，店里的规定是核实后赔付修复费用",
    _HANT: "送貨安裝時對您家中造成的損壞，賣場的規定是確認後補償修復費用",
    _EN: "Damage done to your home during delivery or installation is covered by our shop policy, which pays for the repair once it is confirmed",
}


def span(window: Window, start: Start = "delivered") -> dict[str, str]:
    """Return a window with an end in words, by language."""
    years, rest = divmod(0 if window.hours else window.high or 0, _YEAR)
    whole = bool(years) and not rest
    return {
        language: pattern.format(
            since=_SINCE[language][window.start or start],
            number=years if whole else window.high,
            unit=_YEARS[language][years > 1] if whole else _UNITS[language][window.hours],
        )
        for language, pattern in _SPAN.items()
    }


def within(window: Window | None, start: Start = "delivered") -> dict[str, str]:
    """Say that a case is in time; nothing where no end is named."""
    if window is None or window.high is None or window.low:
        return {}
    told = span(window, start)
    return {language: bank.format(span=told[language]) for language, bank in _WITHIN.items()}


def later(window: Window, start: Start = "delivered") -> dict[str, str]:
    """Say that a case comes after the end of a window."""
    if window.high is None:
        return {}
    told = span(window, start)
    return {language: bank.format(span=told[language]) for language, bank in _LATER.items()}


def percentage(amount: AmountFormula) -> dict[str, str]:
    """Say which share of the payment a clause gives; nothing where it names a sum."""
    if amount.percent == 100:
        return {}
    told = f"{amount.percent:g}"
    return {language: bank.format(percent=told) for language, bank in _PERCENT.items()}


def on_trial(window: Window) -> dict[str, str]:
    """Say that a case lies within a trial: plainly in days where it only has an end."""
    return within(window) or dict(_ON_TRIAL)


def too_soon(window: Window) -> dict[str, str]:
    """Say that a trial takes goods back only after its first days."""
    return {language: bank.format(low=window.low + 1) for language, bank in _TOO_SOON.items()}


def missed() -> dict[str, str]:
    """Say that an agreed visit was missed."""
    return dict(_MISSED)


def mended() -> dict[str, str]:
    """Say that harm done to the home is made good."""
    return dict(_MENDED)
