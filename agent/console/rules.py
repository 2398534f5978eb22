"""The rules page: each rule with its clause, a form that changes facts and shows the decision, proposals to accept."""

from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import ValidationError

from agent.clerk.clerk import Clerk
from agent.console.call import Answer, Arguments, Handler, Line, Person, only_leads, text_of
from agent.console.uploads import Uploads
from agent.desk.desk import Desk
from agent.domain.clock import Clock
from agent.domain.shop import Shop
from agent.errors import InvalidInput
from agent.policy.engine import decide
from agent.policy.facts import Facts, gather
from agent.policy.propose import propose
from agent.policy.rule import Condition, Rule

_RULES = "rules.yaml"
_OPEN_FACTS = frozenset({
    "platform", "kind", "want", "problem", "claim", "status", "days_since_delivered", "days_since_shipped",
    "hours_since_placed", "stuck_days", "intact", "custom_made", "custom_made_confirmed", "has_photo", "has_video",
    "has_evidence", "emotion", "paid", "items_price", "within_warranty", "must_escalate", "in_stock", "signed",
    "caused_by_buyer", "promise_on_record", "stars", "review_age_days", "has_order", "answerable",
})  # fmt: skip


class RuleRoom:
    """The functions behind the rules page."""

    def __init__(
        self, desk: Desk, line: Line, *, clerk: Clerk, clock: Clock, uploads: Uploads
    ) -> None:
        self._desk = desk
        self._line = line
        self._clerk = clerk
        self._clock = clock
        self._uploads = uploads

    def handlers(self) -> tuple[Handler, ...]:
        """Return what the page may call."""
        return (self.rulebook, self.what_if, self.proposals, self.accept)

    def rulebook(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the rules that speak on a platform, the shop's own first."""
        shop = self._line.shop(given)
        settings = self._clerk.shelf.books(shop).shop
        platforms = tuple(dict.fromkeys((*settings.platforms, "other")))
        platform = given.get("platform") or platforms[0]
        book = self._clerk.shelf.rulebook(shop, self._clerk.library.active(shop), str(platform))
        return {
            "platform": platform,
            "platforms": list(platforms),
            "rules": [_card(rule) for rule in book.for_platform(str(platform))],
            "authority": [[role, str(money)] for role, money in settings.authority.items()],
        }

    def what_if(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the decision for a set of facts: those of a case, with some of them changed."""
        shop = self._line.shop(given)
        books, now = self._clerk.shelf.books(shop), self._clock.now()
        base = self._base(shop, given.get("case_id"), books.shop, books.products)
        facts = _changed(base, given.get("facts"))
        book = self._clerk.shelf.rulebook(shop, books.release, facts.platform)
        made = decide(facts, book, now)
        return {
            "facts": {
                name: value
                for name, value in facts.model_dump(mode="json").items()
                if name in _OPEN_FACTS
            },
            "outcome": made.outcome.value,
            "amount": str(made.amount) if made.amount else None,
            "freight": made.freight,
            "pending": made.pending,
            "missing": list(made.missing),
            "reasons": [
                {"rule": reason.rule, "text": reason.text, **reason.citation.model_dump()}
                for reason in made.reasons
            ],
            "tried": [
                trial.model_dump() for trial in sorted(made.tried, key=lambda t: not t.applied)
            ],
        }

    def proposals(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return rules that the documents suggest and the rulebook lacks, each with a note of what to check."""
        shop = self._line.shop(given)
        active = self._clerk.library.active(shop)
        if active is None:
            return {"items": []}
        known = {_place(raw) for raw in _raw_rules(self._clerk.shelf.books(shop).rules)}
        proposed = _raw_rules(propose(self._clerk.library.clauses(shop)))
        fresh = [raw for raw in proposed if _place(raw) not in known]
        return {
            "items": [_suggestion(raw) for raw in fresh[:60]],
            "known": len(proposed) - len(fresh),
        }

    def accept(self, given: Arguments, person: Person) -> Answer:
        """Add proposed rules to rules.yaml of the shop's folder; they decide once the folder is read and activated."""
        only_leads(person)
        shop, text = self._line.shop(given), text_of(given, "yaml")
        added = _raw_rules(text)
        if not added:
            raise InvalidInput("there is no rule in what was accepted")
        missing = self._uploads.withdrawn(shop)
        if missing:
            raise InvalidInput(
                f"upload the shop's documents on the knowledge page first ({len(missing)} files are not there)"
            )
        target = self._uploads.folder(shop) / _RULES
        kept = _raw_rules(target.read_text(encoding="utf-8")) if target.is_file() else []
        taken = {str(raw.get("id")) for raw in kept}
        fresh = [raw for raw in added if str(raw.get("id")) not in taken]
        lines = yaml.safe_dump(
            {"rules": [*kept, *fresh]}, allow_unicode=True, sort_keys=False, width=120
        )
        self._uploads.add(shop, _RULES, lines.encode())
        return {"done": "accepted", "count": len(fresh)}

    def _base(self, shop: str, case_id: Any, settings: Shop, products: Mapping[str, Any]) -> Facts:
        now = self._clock.now()
        if not isinstance(case_id, str) or not case_id:
            return Facts(today=now.date(), has_order=True, claim=True, timezone=settings.timezone)
        detail = self._desk.case(case_id, shop=shop)
        if detail.proposal is None:
            raise InvalidInput(f"case {case_id[:80]} was not read yet")
        case = detail.record.case
        return gather(
            case,
            detail.proposal.reading,
            now=case.now or now,
            shop=settings,
            products=products,
            answerable=detail.proposal.decision.answerable,
        )


def _changed(base: Facts, changes: Any) -> Facts:
    if not isinstance(changes, dict):
        return base
    kept = {name: value for name, value in changes.items() if name in _OPEN_FACTS}
    if "want" in kept:
        kept["wants"] = (kept["want"],)
    try:
        return Facts.model_validate(base.model_dump() | kept)
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        raise InvalidInput(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None


def _card(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "layer": rule.layer.value,
        "pack": rule.pack,
        "unverified": rule.unverified,
        **rule.citation.model_dump(),
        "from": rule.valid_from.isoformat() if rule.valid_from else None,
        "to": rule.valid_to.isoformat() if rule.valid_to else None,
        "when": [_condition(condition) for condition in rule.when],
        "outcome": rule.outcome.value,
        "freight": rule.freight,
        "amount": rule.amount.model_dump() if rule.amount else None,
        "conditions": list(rule.conditions),
        "ask_for": list(rule.ask_for),
        "prove": dict(rule.prove) if rule.prove else None,
        "priority": rule.priority,
        "text": dict(rule.text),
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return condition.model_dump(mode="json")


def _raw_rules(text: str | None) -> list[dict[str, Any]]:
    try:
        data = yaml.safe_load(text or "")
    except yaml.YAMLError:
        raise InvalidInput("this is not YAML; mend it or propose again") from None
    rules = data.get("rules") if isinstance(data, dict) else data
    return [raw for raw in rules or [] if isinstance(raw, dict)]


def _place(raw: Mapping[str, Any]) -> tuple[str, str]:
    clause = raw.get("clause") or {}
    heading = str(clause.get("heading", "")) if isinstance(clause, dict) else ""
    return (
        str(clause.get("path", "")) if isinstance(clause, dict) else "",
        heading.split(" > ")[-1],
    )


def _suggestion(raw: Mapping[str, Any]) -> dict[str, Any]:
    path, heading = _place(raw)
    return {
        "id": str(raw.get("id", "")),
        "title": str(raw.get("title", "")),
        "outcome": str(raw.get("outcome", "")),
        "note": str(raw.get("note", "")),
        "path": path,
        "heading": heading,
        "yaml": yaml.safe_dump([dict(raw)], allow_unicode=True, sort_keys=False, width=100),
    }
