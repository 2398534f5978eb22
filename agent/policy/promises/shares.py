"""Shares of a price that a clause gives back for the bad pieces of goods, with the shares at which it stops or gives all."""

import re
from collections.abc import Iterator, Sequence

from agent.domain.decision import Outcome
from agent.domain.reading import Problem
from agent.policy.promises.making import IN_HAND, LAWFUL, made, problem_is
from agent.policy.promises.remedies import evidence, troubles
from agent.policy.promises.saying import within
from agent.policy.promises.units import Unit
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.statement import Statement
from agent.policy.windows import Window

_PROPORTION = re.compile(
    r"÷|按[^，。；]{0,10}(?:比例|个数|個數|数量|數量|只数|折算)|比例(?:退|赔|賠)|按(?:株|个|個|只|隻|颗|顆|枚|瓶|条|條|朵|棵)[^，。；]{0,2}(?:赔|賠|退)|(?:坏|壞|烂|爛|死|碎|破)几(?:个|個|只)?[^，。]{0,2}(?:赔|賠|退)几|相应(?:比例|部分)|pro[ -]?rata|in proportion",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(?:超过|超過|达到|達到|满|≥|大于|more than|over)[^，。；:：\d%％]{0,8}(一半|半数|半數|half|(\d{1,2})\s*[%％])[^，。；]{0,3}[^。；\n]{0,8}(?:全额|全額|整单|整單|全部|全款|in full|full refund)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:不足|低于|低於|不到|不超过|不超過|小于|以内|less than|under|below)\s*(\d{1,2})\s*[%％][^。；]{0,24}?(?:不予|不赔|不賠|不在|正常|no (?:refund|compensation))",
    re.IGNORECASE,
)
_FAULTS = (Problem.DAMAGED, Problem.QUALITY, Problem.NOT_AS_DESCRIBED)


def proportional(text: str) -> bool:
    """Whether a text gives back the bad part only."""
    return bool(_PROPORTION.search(text))


def share_rules(document: Sequence[Unit]) -> Iterator[tuple[Statement, Rule]]:
    """Yield the rules of the piece of a document that says how the bad part is worked out; its window may stand in another piece."""
    unit = next((one for one in document if proportional(one.text)), None)
    if unit is None:
        return
    window = _reported(document)
    when = [problem_is(*_FAULTS), IN_HAND]
    late = Condition(fact="days_since_delivered", maximum=LAWFUL)
    when.append(window.condition() if window else late)
    shown = [one for one in document if one.section == unit.section] or document
    ask = next((e for one in (*shown, *document) if (e := evidence(one.text))), ("photo",))
    told = within(window)
    share = AmountFormula(of="spoiled")
    yield (
        unit.statement,
        made(unit.one, "share", Outcome.REFUND, tuple(when), amount=share, ask_for=ask, text=told),
    )
    whole = _WHOLE.search(unit.paper)
    if whole:
        most = Condition(fact="spoiled_percent", minimum=float(whole[2] or 50))
        all_back = AmountFormula(of="items")
        yield unit.statement, made(
            unit.one, "share-whole", Outcome.REFUND, (*when, most), amount=all_back,
            ask_for=ask, text=told, priority=51,
        )  # fmt: skip
    nothing = _NOTHING.search(unit.paper)
    if nothing:
        few = Condition(fact="spoiled_percent", maximum=float(nothing[1]) - 0.01)
        yield (
            unit.statement,
            made(unit.one, "share-none", Outcome.DECLINE, (*when, few), priority=60),
        )


def _reported(document: Sequence[Unit]) -> Window | None:
    """Return the time within which bad goods are to be told, wherever the document says it."""
    return next(
        (
            window
            for unit in document
            if troubles(unit.one.topic, unit.text)
            for window in unit.windows
            if window.high is not None and window.hours and window.start != "placed"
        ),
        None,
    )
