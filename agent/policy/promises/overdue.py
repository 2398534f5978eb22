"""What holds once a warranty is over, or for parts that have none: no free repair, and what a paid one costs."""

import re
from collections.abc import Iterator

from agent.domain.decision import Outcome
from agent.domain.reading import Language, Problem, Want
from agent.policy.promises.making import IN_HAND, LAWFUL, made, problem_is, want_is
from agent.policy.promises.rows import rows_of
from agent.policy.promises.units import Unit
from agent.policy.rule import Condition, Rule
from agent.policy.statement import Statement
from agent.policy.warranty import warranted_parts

_OVER = re.compile(
    r"过保|過保|[过過超](?:过|過|了)?[^，。；]{0,3}(?:质保|質保|保修|保固)期?|保修期?外|质保期?外|保固期?外|(?:付费|付費|有偿|有償|收费)[^，。；]{0,2}修|out of warranty",
    re.I,
)
_PRICE = re.compile(r"(?:[¥￥]\s*)?(\d{1,5}(?:\.\d{1,2})?)\s*(?:元|块|塊)")
_HANS, _HANT = Language.ZH_HANS.value, Language.ZH_HANT.value
_PAID = {
    _HANS: "这个已经过了质保期，免费维修办不了；可以付费修，店里的价目是{item}{price}元",
    _HANT: "這個已經過了保固期，沒辦法免費維修；可以付費修，賣場的價目是{item}{price}元",
}
_ENDED = {
    _HANS: "店里的质保规定是{part}{time}，您这单已经不在质保里了",
    _HANT: "賣場的保固規定是{part}{time}，您這筆已經不在保固裡了",
}
_WHEN = (
    problem_is(Problem.QUALITY, Problem.NONE, Problem.NOT_AS_DESCRIBED),
    want_is(Want.REPAIR, Want.EXCHANGE, Want.COMPLAINT, Want.NONE, Want.REFUND, Want.RETURN_REFUND),
    IN_HAND,
    Condition(fact="claim", one_of=(True,)),
    Condition(fact="within_warranty", one_of=(False,)),
    Condition(fact="days_since_delivered", minimum=LAWFUL + 1),
)


def overdue_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule, str]]:
    """Yield a refusal for each price of a paid repair and for each part of a table of warranties, with the names it holds for."""
    for one in dict.fromkeys(unit.one for unit in section):
        if _OVER.search(f"{one.citation.heading} {one.text}"):
            for number, (item, told) in enumerate(rows_of(one.text)):
                price = _PRICE.search(told)
                if price:
                    said = {
                        key: bank.format(item=item, price=price[1]) for key, bank in _PAID.items()
                    }
                    yield one, _refusal(one, f"paid-repair-{number}", said, 56), item
        for number, (names, time) in enumerate(warranted_parts(one)):
            said = {key: bank.format(part=names, time=time) for key, bank in _ENDED.items()}
            yield one, _refusal(one, f"warranty-over-{number}", said, 55), names


def _refusal(one: Statement, name: str, said: dict[str, str], priority: int) -> Rule:
    return made(one, name, Outcome.DECLINE, _WHEN, text=said, priority=priority)
