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


def span(window: Window, start: Start = "delivered") -> dict[str, str]:
    """Return a window with an end in words, by language."""
    return {
        language: pattern.format(
            since=_SINCE[language][window.start or start],
            number=window.high,
            unit=_UNITS[language][window.hours],
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
