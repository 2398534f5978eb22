"""Which kind of trouble a case is, for the wording: faults of goods, of the parcel, of ours, or none."""

from agent.domain.reading import Problem
from agent.drafting.brief import Brief
from agent.drafting.mood import emotion

_FAMILIES = {
    Problem.QUALITY: "fault",
    Problem.DAMAGED: "damaged",
    Problem.NOT_AS_DESCRIBED: "described",
    Problem.WRONG_ITEM: "wrong",
    Problem.MISSING_ITEM: "missing",
    Problem.NOT_SHIPPED: "wait",
    Problem.LATE: "wait",
    Problem.LOST: "lost",
    Problem.PRICE_DROP: "price",
    Problem.SERVICE: "service",
    Problem.PROMISE_BROKEN: "promise",
    Problem.COUNTERFEIT: "trust",
    Problem.OUT_OF_STOCK: "stock",
    Problem.SAFETY: "safety",
    Problem.CHANGED_MIND: "mind",
    Problem.SIZE: "mind",
    Problem.NONE: "any",
}


def family(brief: Brief) -> str:
    """Return the kind of trouble: a key of the grammar's `open`."""
    return _FAMILIES[brief.reading.problem]


def felt(brief: Brief) -> int:
    """Return how far the feeling is spoken to (0-3); a claim for a loss is met with regret even where it is told calmly."""
    return emotion(brief)


def blameless(brief: Brief) -> bool:
    """Whether nothing is wrong with the goods and nobody is upset: agreed at once, without sorrow."""
    return family(brief) in {"mind", "any"} and brief.reading.emotion < 2
