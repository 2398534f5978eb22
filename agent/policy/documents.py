"""What the shop's own documents say on the subject of a case, where no rule of the shop speaks.

Law is a floor: where it is silent a shop may promise more, and where it lets the shop exclude goods the shop may have done so.
A clause is consulted only where subject, goods, validity and platform match; what it grants or refuses is read sentence by sentence.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from agent.domain.reading import Problem, Want
from agent.domain.value import Value
from agent.policy.dislikes import for_disliked_sample
from agent.policy.excluding import meets
from agent.policy.facts import Facts
from agent.policy.rule import Rule
from agent.policy.spans import day_spans
from agent.policy.statement import (
    OTHER_MATTER,
    PRODUCT_ROW,
    Part,
    Statement,
    calls_natural,
    calls_normal,
    cells,
    fits,
    listed,
    no_fault,
    read_statement,
    refuses_price,
)
from agent.policy.subjects import dates_of, exclusions, speaks_of, things, wants_intact
from agent.policy.usage import did
from knowledge.clause import Clause

NO_REASON = frozenset({
    Problem.NONE, Problem.CHANGED_MIND, Problem.SIZE, Problem.SERVICE, Problem.PRICE_DROP, Problem.OUT_OF_STOCK, Problem.LATE,
    Problem.NOT_SHIPPED,
})  # fmt: skip


_TRIAL = re.compile(
    r"试用|試用|试穿|試穿|试睡|試睡|不满意|不滿意|拆封也|用过也|用過也|after use|not satisfied",
    re.I,
)


_FOR_A_LEAD = frozenset({"lead", "safety", "food_safety", "counterfeit", "promise", "staff"})
"""What the shop's internal notes may be named for: who takes over."""
_RARE = frozenset({"made_wrong"})
"""Spoken of in so few clauses that none needs a heading for it."""
_OF_FAULTS = frozenset({"quality", "damaged", "wrong_item", "missing_item", "made_wrong"})


class Documents(Value):
    """The statements of a release, and which of them search found for the case (best first)."""

    statements: tuple[Statement, ...] = ()
    hits: tuple[str, ...] = ()

    def found(self, clause_ids: Sequence[str]) -> "Documents":
        """Return the same with what search found."""
        return Documents(statements=self.statements, hits=tuple(clause_ids))

    def excluding(self, facts: Facts) -> Statement | None:
        """Return the clause that refuses to take these goods back as they are, cut to that sentence; None where none does."""
        goods = things(" ".join(facts.titles))
        if facts.intact is True or not goods:
            return None
        met = [
            (one, exclusion)
            for one in self.statements
            if one.exclusions and not one.ruled and not one.talk and one.applies(facts)
            for exclusion in one.exclusions
            if meets(exclusion, goods, facts)
        ]
        if not met:
            return None
        # What names the very deed, then the very goods, speaks of the case before what holds for anything.
        one, exclusion = max(
            met, key=lambda pair: (did(pair[1].text, facts.said), bool(pair[1].listed & goods))
        )
        return one.model_copy(update={"text": exclusion.text})

    def disclaiming(self, facts: Facts) -> Statement | None:
        """Return the clause that says that what the buyer tells of is natural and no fault, if there is one."""
        told = things(facts.said)
        for one in self.statements:
            if one.ruled or one.internal or not one.applies(facts):
                continue
            if calls_normal(one, facts.said, facts):
                return one
            for part in one.parts:
                named = no_fault(part) if fits(part.named, facts) else frozenset()
                if named & told:
                    return one
        return None

    def calming(self, facts: Facts) -> Statement | None:
        """Return the clause that search found first, if it calls what the buyer tells of natural, or refuses to pay for it."""
        if not self.hits:
            return None
        one = next((s for s in self.statements if s.clause_id == self.hits[0]), None)
        if one is None or one.ruled or one.talk or not one.applies(facts):
            return None
        about = things(f"{one.topic} {one.text}") & things(facts.said)
        return one if about and calls_natural(one.text) else None

    def promising(self, facts: Facts, rule: Rule) -> Statement | None:
        """Return the clause that may give what a pack's rule refuses because law is silent, if there is one."""
        if Problem.PRICE_DROP is facts.problem:
            on_subject = [
                s
                for s in self.statements
                if "price_drop" in s.subjects
                and not (s.ruled or s.internal)
                and _offers_price(s, facts)
            ]
            return max(on_subject, key=lambda s: s.clause_id in self.hits, default=None)
        if facts.want is Want.EXCHANGE and facts.intact is not False:
            swap = next((s for s in self.statements if _swaps_later(s, facts)), None)
            if swap:
                return swap
        late = rule.condition("days_since_delivered")
        worn = rule.condition("intact")
        if (late and late.minimum is not None) or (worn and worn.one_of == (False,)):
            return next(
                (
                    s
                    for s in self.statements
                    if not s.ruled and s.applies(facts) and _longer(s, facts)
                ),
                None,
            )
        return None

    def on_subject(self, subjects: Sequence[str], facts: Facts) -> Statement | None:
        """Return the clause nearest to the first of the subjects that any clause speaks of; what search found comes first."""
        for subject in subjects:
            scored = [
                (self._nearness(s, subject) + _says_who(s, subject, subjects), s)
                for s in self.statements
                if subject in s.subjects and (not s.internal or subject in _FOR_A_LEAD)
            ]
            scored = [(near, s) for near, s in scored if near > 0 and s.applies(facts)]
            if scored:
                return max(scored, key=lambda pair: pair[0])[1]
        return None

    def _nearness(self, one: Statement, subject: str) -> float:
        in_topic = speaks_of(one.topic, subject)
        place = self.hits.index(one.clause_id) if one.clause_id in self.hits else None
        if not in_topic and place is None and subject not in _RARE:
            return 0.0
        aside = subject == "no_reason" and not in_topic and bool(one.subjects & _OF_FAULTS)
        # It speaks of these very goods, or of parcels like this one, else it would not apply.
        near = (
            3.0 * bool(one.products)
            + 3.0 * (one.abroad or one.overseas)
            + 3.0 * bool(in_topic)
            + min(speaks_of(one.text, subject), 4)
            - 2.0 * one.talk
            - 4.0 * aside
        )
        return near + (4.0 - 0.7 * place if place is not None else 0.0)


def read_documents(
    clauses: Sequence[Clause],
    cited: frozenset[tuple[str, str]] = frozenset(),
    titles: Iterable[str] = (),
) -> Documents:
    """Return what a release says; clauses that a rule of the shop cites (`cited`) grant and refuse through that rule alone.

    `titles` are the titles and categories of the catalogue: a heading that names some of them limits its clauses to these.
    """
    named = [title for title in titles if title]
    rows = [c for c in clauses if PRODUCT_ROW.search(c.text)]
    # The cells of a recognised catalogue name materials, places and measures too; its titles and what its sheets list do not.
    told = named or [cells(c.text) for c in rows]
    goods = things("\n".join([*told, *(listed(c.heading) for c in rows)]))
    kept = [c for c in clauses if not PRODUCT_ROW.search(c.text)]
    read = [read_statement(c, goods, (c.path, c.heading) in cited) for c in kept]
    return Documents(statements=tuple(_scoped(read)))


_WHO_DECIDES = 5.0


def _says_who(one: Statement, subject: str, subjects: Sequence[str]) -> float:
    """Return what a clause gains that says of the very danger who decides on it, above one that only names it."""
    both = subject != "lead" and "lead" in subjects and {subject, "lead"} <= one.subjects
    return _WHO_DECIDES + min(speaks_of(one.text, subject), 4) if both and not one.talk else 0.0


# A section that opens by naming the goods it is for.
_FOR_THESE = re.compile(
    r"(?<!不)(?:适用|適用|参加|參加|参与|參與|支持|支援|仅限|僅限)的?(?:商品|产品|產品|款式|品类|品類|型号|型號|范围|範圍)?\s*(?:[:：]|为|為)"
    r"|(?:只有|仅限|僅限|只限|仅有|僅有)[^，。；]{1,40}?(?:参加|參加|参与|參與|适用|適用|支持|支援|享)"
    r"|(?:applies|available) (?:only )?(?:to|for|on)\b|\b(?:covered|eligible|participating) (?:items|products|goods)\b",
    re.IGNORECASE,
)


def _scoped(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield the statements, each narrowed to the goods for which the opening of its section says that it holds."""
    for _, group in groupby(statements, key=lambda one: (one.citation.path, one.citation.heading)):
        section = list(group)
        heading = section[0].citation.heading
        parts = (part for one in section for part in one.parts if part.text not in heading)
        opening = next(parts, None)
        scope = _scope(opening) if opening and "!" not in heading else frozenset()
        for one in section:
            yield one.model_copy(update={"scope": scope}) if scope else one


_ALL_GOODS = re.compile(r"全店|全部|所有|任何|一切|\ball\b|\bany\b|every", re.I)
_MODEL = re.compile(r"(?<![A-Za-z])[A-Z]{1,6}-?[A-Z]{0,6}\d{2,}")
_LISTED = re.compile(r"(?:商品|产品|產品|款式|型号|型號|items|products|goods)\s*[:：](.+)", re.I)


def _scope(opening: Part) -> frozenset[str]:
    """Return the goods to which an opening limits its section; a plain list of goods speaks where no catalogue knows their names."""
    if not _FOR_THESE.search(opening.text) or _ALL_GOODS.search(opening.text):
        return frozenset()
    if opening.named:
        return opening.named
    listed = _LISTED.search(opening.text)
    if listed:
        return things(listed[1])
    return things(opening.text) if _MODEL.search(opening.text) else frozenset()


def _offers_price(one: Statement, facts: Facts) -> bool:
    """Whether a clause may make up a fall of the price of these goods."""
    if not one.applies(facts):
        return False
    told = [p for p in one.parts if speaks_of(p.text, "price_drop")]
    return not told or any(fits(p.named, facts) and not refuses_price(p.text) for p in told)


def _swaps_later(one: Statement, facts: Facts) -> bool:
    """Whether a clause may exchange the goods for a matter of taste or size although the lawful days are over."""
    elapsed = facts.days_since_delivered
    if one.ruled or elapsed is None or not one.applies(facts):
        return False
    return any(
        speaks_of(p.text, "exchange")
        and not OTHER_MATTER.search(p.text)
        and not exclusions(p.text)
        and max(day_spans(p.text), default=0) >= elapsed
        for p in one.parts
        if fits(p.named, facts)
    )


def _longer(one: Statement, facts: Facts) -> bool:
    """Whether a clause may still take the goods back: a longer period, or one for goods that were tried."""
    elapsed = facts.days_since_delivered
    days = one.days
    if elapsed is None or not days or max(days) < elapsed:
        return False
    if facts.intact is False and not _takes_used(one):
        return False
    if for_disliked_sample(one.text) and not facts.disliked:
        return False
    return not one.limited or _reaches(one, days, facts)


def _takes_used(one: Statement) -> bool:
    """Whether a clause takes goods back that were tried: no sentence that gives its days asks for unopened ones."""
    granting = [part.text for part in one.parts if day_spans(part.text)]
    return bool(_TRIAL.search(one.text)) and not any(map(wants_intact, granting))


def _reaches(one: Statement, days: Sequence[int], facts: Facts) -> bool:
    """Whether a clause that is limited to some orders reaches this one: by its dates, or because the buyer speaks of it."""
    dates, on = dates_of(one.text), facts.order_date
    if dates and on:
        first, last = dates
        day = on.month * 100 + on.day
        return first <= day <= last if first <= last else day >= first or day <= last
    return bool({d for d in days if d > 7} & set(day_spans(facts.said)))
