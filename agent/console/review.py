"""The review page: the queue, one case, and what a person decides.

Each act carries the shop, the case and the draft version that the person sees; an act on an older version is refused and
answered with what the case is now, so that the page can show what changed.
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from agent.console.call import (
    Answer,
    Arguments,
    Handler,
    Line,
    Person,
    number_of,
    only_acting,
    override_of,
    refused,
    text_of,
)
from agent.console.caution import cautions
from agent.console.snooze import snoozed_until
from agent.console.view import case_page, queue_row
from agent.desk.desk import Desk
from agent.desk.views import CaseDetail
from agent.domain.authority import refusal
from agent.domain.override import Override
from agent.domain.shop import Shop
from agent.errors import InvalidInput, MoveNotAllowed, VersionConflict
from agent.guards.courtesy import tone_of
from agent.insights import Insights

_PAGE = 60
_BULK = 50


class ReviewRoom:
    """The functions behind the review page."""

    def __init__(
        self,
        desk: Desk,
        line: Line,
        *,
        shop: Callable[[str], Shop],
        undo_seconds: float,
        insights: Insights | None = None,
    ) -> None:
        self._desk = desk
        self._line = line
        self._shop = shop
        self._undo_seconds = undo_seconds
        self._insights = insights

    def handlers(self) -> tuple[Handler, ...]:
        """Return what the page may call."""
        return (
            self.queue, self.open, self.check, self.approve, self.edit, self.reject, self.escalate, self.regenerate,
            self.undo, self.take, self.lock, self.unlock, self.snooze, self.bulk_look, self.bulk,
        )  # fmt: skip

    def queue(self, given: Arguments, person: Person) -> Answer:
        """Return a page of the queue, the case that breaches first on top, and how many wait behind each filter."""
        shop = self._line.shop(given)
        page = self._desk.queue(
            shop,
            filter=given.get("filter") or None,
            search=given.get("search") or None,
            by=person.name,
            limit=number_of(given, "limit", low=1, high=200, default=_PAGE),
            cursor=given.get("cursor") or None,
        )
        counts = {}
        if self._insights is not None and not given.get("cursor"):
            counts = self._insights.counts(shop, now=page.now, by=person.name)
        return {
            "rows": [queue_row(record, page.now) for record in page.items],
            "now": page.now.isoformat(),
            "next": page.next_cursor,
            "counts": counts,
            "you": {"name": person.name, "role": person.role},
        }

    def first(self, given: Arguments, person: Person) -> Answer:
        """Return what the page shows first: the queue's first page, and the case on top of it."""
        page = self.queue({"shop": given.get("shop"), "filter": given.get("filter")}, person)
        top = page["rows"][0]["id"] if page["rows"] else None
        return {
            "shop": given.get("shop"),
            "filter": given.get("filter"),
            "page": page,
            "case": self._page(top, self._line.shop(given), person) if top else None,
        }

    def open(self, given: Arguments, person: Person) -> Answer:
        """Return one case."""
        return self._page(text_of(given, "case_id"), self._line.shop(given), person)

    def check(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return what the guards say to the text as it is being edited, and how it sounds."""
        text = text_of(given, "text")
        found = self._desk.findings(
            text_of(given, "case_id"), shop=self._line.shop(given), text=text
        )
        return {
            "findings": [finding.model_dump(mode="json") for finding in found],
            "tone": tone_of(text),
        }

    def approve(self, given: Arguments, person: Person) -> Answer:
        """Approve the draft as it stands."""
        override = override_of(given)
        return self._acted(given, person, lambda act: self._sent(given, act, override))

    def edit(self, given: Arguments, person: Person) -> Answer:
        """Approve the person's own wording."""
        text, override = text_of(given, "text"), override_of(given)
        return self._acted(given, person, lambda act: self._sent(given, act, override, text))

    def reject(self, given: Arguments, person: Person) -> Answer:
        """Refuse the draft with a reason."""
        reason = text_of(given, "reason")

        def refuse(act: Arguments) -> Answer:
            self._desk.reject(**act, reason=reason)
            return {"done": "rejected"}

        return self._acted(given, person, refuse)

    def escalate(self, given: Arguments, person: Person) -> Answer:
        """Hand the case to a lead."""
        reason = text_of(given, "reason")

        def hand_over(act: Arguments) -> Answer:
            self._desk.escalate(**act, reason=reason)
            return {"done": "escalated"}

        return self._acted(given, person, hand_over)

    def regenerate(self, given: Arguments, person: Person) -> Answer:
        """Make another draft; `style` is a writer or a wish: template, model, shorter, formal, warmer."""

        def redraft(act: Arguments) -> Answer:
            named = {key: value for key, value in act.items() if key != "role"}
            self._desk.regenerate(**named, style=given.get("style") or None)
            return {"done": "regenerated"}

        return self._acted(given, person, redraft)

    def undo(self, given: Arguments, person: Person) -> Answer:
        """Take the last approval back."""
        only_acting(person)
        self._desk.undo(text_of(given, "case_id"), shop=self._line.shop(given), by=person.name)
        return {"done": "undone"}

    def take(self, given: Arguments, person: Person) -> Answer:
        """Return an approved text that a person puts into the chat; from then on the case counts as answered."""

        def taken(act: Arguments) -> Answer:
            return {"done": "taken", "text": self._desk.hand_over(**act)}

        return self._acted(given, person, taken)

    def lock(self, given: Arguments, person: Person) -> Answer:
        """Show the others that this person works on the case."""
        only_acting(person)
        record = self._desk.lock(
            text_of(given, "case_id"), shop=self._line.shop(given), by=person.name
        )
        return {"done": "locked", "locked_by": record.locked_by}

    def unlock(self, given: Arguments, person: Person) -> Answer:
        """Give the case free."""
        only_acting(person)
        self._desk.unlock(text_of(given, "case_id"), shop=self._line.shop(given), by=person.name)
        return {"done": "unlocked", "locked_by": None}

    def snooze(self, given: Arguments, person: Person) -> Answer:
        """Put the case aside for a while; its deadlines go on."""
        only_acting(person)
        shop, case_id = self._line.shop(given), text_of(given, "case_id")
        now = self._desk.queue(shop, limit=1).now
        until = snoozed_until(text_of(given, "until"), now, ZoneInfo(self._shop(shop).timezone))
        self._desk.snooze(case_id, shop=shop, until=until, by=person.name)
        return {"done": "snoozed", "until": until.isoformat()}

    def bulk_look(self, given: Arguments, person: Person) -> Answer:
        """Return the named cases as they would be approved together, and why some may not be."""
        shop = self._line.shop(given)
        return {"items": [self._candidate(case_id, shop, person) for case_id in _named(given)]}

    def bulk(self, given: Arguments, person: Person) -> Answer:
        """Approve several drafts, each in the version that was shown; each line says what became of it."""
        only_acting(person)
        shop, results = self._line.shop(given), []
        for case_id, version in _named(given).items():
            candidate = self._candidate(case_id, shop, person)
            if candidate["why"] is None and candidate["version"] != version:
                candidate["why"] = "stale"
            if candidate["why"] is None:
                try:
                    self._desk.approve(
                        case_id, shop=shop, version=version, by=person.name, role=person.role
                    )
                except (VersionConflict, MoveNotAllowed):
                    candidate["why"] = "stale"
            results.append(candidate)
        done = sum(one["why"] is None for one in results)
        return {"items": results, "done": done, "undo_seconds": self._undo_seconds}

    def _page(self, case_id: str, shop: str, person: Person) -> Answer:
        settings = self._shop(shop)
        detail = self._desk.case(case_id, shop=shop)
        return case_page(detail, ZoneInfo(settings.timezone)) | {
            "cautions": list(cautions(detail, settings, person.role)),
            "refused": _above(detail, settings, person),
            "you": person.name,
        }

    def _sent(
        self, given: Arguments, act: Arguments, override: Override | None, text: str | None = None
    ) -> Answer:
        shop = self._shop(act["shop"])
        why = cautions(self._desk.case(act["case_id"], shop=act["shop"]), shop, act["role"])
        why += () if override is None else ("override",)
        if why and given.get("confirmed") is not True:
            return {
                "error": "open the grounds and confirm with the second key",
                "code": "confirm",
                "cautions": list(why),
            }
        if text is None:
            self._desk.approve(**act, override=override)
        else:
            self._desk.edit(**act, text=text, override=override)
        return {"done": "approved", "undo_seconds": self._undo_seconds}

    def _acted(self, given: Arguments, person: Person, do: Callable[[Arguments], Answer]) -> Answer:
        only_acting(person)
        version = given.get("version")
        if not isinstance(version, int):
            raise InvalidInput("version: which draft is meant? reload the page")
        case_id, shop = text_of(given, "case_id"), self._line.shop(given)
        act = {
            "case_id": case_id, "shop": shop, "version": version, "by": person.name, "role": person.role,
        }  # fmt: skip
        try:
            return do(act)
        except (VersionConflict, MoveNotAllowed) as error:
            # The page shows who was quicker, or what the buyer added.
            return refused(error) | {"code": "stale", "now": self._page(case_id, shop, person)}

    def _candidate(self, case_id: str, shop: str, person: Person) -> dict[str, Any]:
        settings = self._shop(shop)
        detail = self._desk.case(case_id, shop=shop)
        draft = detail.draft
        why = None
        if draft is None or draft.state.value != "waiting" or draft.draft.text is None:
            why = "not_waiting"
        elif draft.blocked:
            why = "blocked"
        elif detail.record.priority > 0 or detail.record.lane == "escalation":
            why = "not_low_risk"
        elif cautions(detail, settings, person.role) or _above(detail, settings, person):
            why = "not_low_risk"
        return {
            "id": case_id,
            "version": detail.record.draft_version,
            "outcome": detail.record.outcome,
            "said": queue_row(detail.record, detail.now)["preview"],
            "text": draft.draft.text if draft else None,
            "why": why,
        }


def _above(detail: CaseDetail, shop: Shop, person: Person) -> str | None:
    amount = detail.proposal.decision.amount if detail.proposal else None
    return refusal(shop, role=person.role, amount=amount)


def _named(given: Arguments) -> dict[str, int]:
    """Return case ids with the draft versions that the page showed."""
    items = given.get("items")
    if not isinstance(items, list) or not 0 < len(items) <= _BULK:
        raise InvalidInput(f"items: between 1 and {_BULK} cases at once")
    named = {}
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("version"), int):
            raise InvalidInput("items: each needs its case_id and version")
        named[text_of(item, "case_id")] = item["version"]
    return named
