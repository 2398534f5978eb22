"""What sending an answer sets off under the platform's rules, for the person who approves it."""

from agent.domain.decision import Caution, Decision
from agent.domain.reading import Language
from agent.policy.facts import Facts
from agent.policy.rule import CautionRule
from agent.policy.rulebook import Rulebook, packs_for


def cautions_for(decision: Decision, facts: Facts, rulebook: Rulebook) -> tuple[Caution, ...]:
    """Return the cautions of the platform's packs that the decision meets."""
    packs = packs_for(facts.platform)
    return tuple(
        Caution(id=one.id, source=one.source, text=one.text.get(Language.ZH_HANS.value, ""))
        for one in rulebook.cautions
        if one.pack in packs and _meets(one, decision, facts)
    )


def _meets(one: CautionRule, decision: Decision, facts: Facts) -> bool:
    freight = decision.freight.value if decision.freight else "none"
    return (
        (not one.outcomes or decision.outcome.value in one.outcomes)
        and (not one.problems or facts.problem.value in one.problems)
        and (not one.statuses or facts.status in one.statuses)
        and (not one.freight or freight in one.freight)
    )
