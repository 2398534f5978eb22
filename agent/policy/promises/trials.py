"""A time in which goods may be tried and still go back: a longer return with a beginning, an end and terms of its own."""

import re
from collections.abc import Iterator

from agent.domain.decision import Freight, Outcome
from agent.policy.clause_words import freight_named
from agent.policy.dislikes import for_disliked_sample
from agent.policy.promises.making import (
    LAWFUL,
    TASTE,
    TO_RETURN,
    goods_taken_back,
    made,
    problem_is,
    want_is,
)
from agent.policy.promises.remedies import refuses
from agent.policy.promises.saying import later, on_trial, too_soon
from agent.policy.promises.units import Unit
from agent.policy.rule import AmountFormula, Condition, Rule
from agent.policy.statement import OTHER_MATTER, Statement, about_faults
from agent.policy.subjects import limited, sentences, wants_intact
from agent.policy.windows import Window, windows_of

_TRIAL = re.compile(
    r"[试試][用睡穿坐躺吃喝戴骑騎玩]|先试|先試|体验期|體驗期|\b(?:free |home |night |day |sleep )?trials?\b|try (?:it|them) (?:at home|out)",
    re.IGNORECASE,
)
_GOES_BACK = re.compile(
    r"退(?!差|补|補|运费|運費|邮费|郵費)|\breturn|send (?:it|them) back|money back|refund", re.I
)
_CLEAN = re.compile(
    r"(?:无|無|没有|沒有)(?:明显|明顯)?(?:污|破|损|損)|干净|乾淨|清洁|clean|no stains?|undamaged",
    re.I,
)


def trial_rules(section: tuple[Unit, ...]) -> Iterator[tuple[Statement, Rule]]:
    """Yield the return within the trial, what is said before it begins, and the refusal after its end."""
    for number, unit in enumerate(section):
        found = _granted(unit)
        if found is None:
            continue
        sentence, window = found
        told = " ".join(one.told for one in section)
        yield unit.statement, _return(unit, sentence, window, told, number)
        about = (problem_is(*TASTE), want_is(*TO_RETURN), *_tried(sentence))
        if window.low > LAWFUL:
            soon = Condition(fact="days_since_delivered", minimum=LAWFUL + 1, maximum=window.low)
            yield unit.statement, made(
                unit.one, f"trial-soon-{number}", Outcome.INFORM, (*about, soon), priority=55, text=too_soon(window),
            )  # fmt: skip
        late = window.later()
        if late is not None:
            yield (
                unit.statement,
                made(
                    unit.one,
                    f"trial-over-{number}",
                    Outcome.DECLINE,
                    (*about, late),
                    text=later(window),
                ),
            )


def on_trial_terms(text: str) -> bool:
    """Whether a text speaks of goods that may be tried before they go back."""
    return bool(_TRIAL.search(text))


def _granted(unit: Unit) -> tuple[str, Window] | None:
    """Return the sentence that takes tried goods back, with its time where that is longer than the law's."""
    if unit.one.ruled or unit.one.talk or not on_trial_terms(unit.told):
        return None
    for sentence in sentences(unit.text):
        about_trial = on_trial_terms(f"{unit.one.topic} {sentence}")
        if not about_trial or not _GOES_BACK.search(sentence) or refuses(sentence):
            continue
        if (
            OTHER_MATTER.search(sentence)
            or about_faults(sentence)
            or limited(_TRIAL.sub("", sentence))
        ):
            continue
        ends = [
            w
            for w in windows_of(sentence)
            if w.high and not w.hours and w.start in {None, "delivered"}
        ]
        if ends and (ends[0].high or 0) > LAWFUL:
            return sentence, ends[0]
    return None


def _tried(sentence: str) -> tuple[Condition, ...]:
    """Who did not like a sample may return the goods by a clause that says so, and nobody who has not told of it."""
    return (Condition(fact="disliked", one_of=(True,)),) if for_disliked_sample(sentence) else ()


def _return(unit: Unit, sentence: str, window: Window, told: str, number: int) -> Rule:
    """Tried goods are used goods: only what the trial itself asks for stands in the way."""
    # A sample is there to keep the goods themselves sealed.
    sealed = wants_intact(sentence) or for_disliked_sample(sentence)
    when = [
        problem_is(*TASTE),
        want_is(*TO_RETURN),
        *_tried(sentence),
        window.condition(),
        *goods_taken_back(taste=sealed, swap=False),
        Condition(fact="caused_by_buyer", excluded=(True,)),
    ]
    if _CLEAN.search(told):
        when.append(Condition(fact="handled", excluded=("soiled",)))
    return made(
        unit.one,
        f"trial-{number}",
        Outcome.RETURN_REFUND,
        tuple(when),
        freight=_freight(told),
        amount=AmountFormula(of="items"),
        conditions=("all_accessories",),
        priority=55,
        text=on_trial(window),
    )


def _freight(told: str) -> Freight:
    """Return who pays by the section; unsaid, the buyer who changes their mind does (消费者权益保护法 art. 25)."""
    named = freight_named(told)
    return (
        Freight(named[0]) if len(named) == 1 and named[0] in {"seller", "buyer"} else Freight.BUYER
    )
