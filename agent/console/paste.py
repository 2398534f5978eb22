"""Day one without any connection: paste a chat and an order, get a checked draft, copy it back."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from agent.console.call import (
    Answer,
    Arguments,
    Handler,
    Line,
    Person,
    number_of,
    only_leads,
    text_of,
)
from agent.console.pasted import pasted_case
from agent.console.view import clock, decided, said
from agent.desk.desk import Desk
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.holding import HoldingText, HoldingWhen
from agent.domain.reading import Language
from agent.domain.shop import Shop
from agent.errors import InvalidInput, NotApproved
from agent.guards.courtesy import tone_of

_MOST_CHARS = 20_000
Word = TypeVar("Word", bound=StrEnum)

Check = Callable[[str, str], dict[str, Any]]
"""(text, shop) → the contract's check of a text for which nothing was decided."""


class PasteRoom:
    """The functions behind the paste page."""

    def __init__(
        self,
        desk: Desk,
        line: Line,
        *,
        clock: Clock,
        shop: Callable[[str], Shop],
        check: Check,
    ) -> None:
        self._desk = desk
        self._line = line
        self._clock = clock
        self._shop = shop
        self._check = check

    def handlers(self) -> tuple[Handler, ...]:
        """Return what the page may call."""
        return (self.paste_draft, self.holding, self.holding_add, self.holding_remove)

    def paste_draft(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return decision and draft for pasted words; nothing is stored, nothing is sent."""
        shop, chat = self._line.shop(given), text_of(given, "chat")
        order = given.get("order") if isinstance(given.get("order"), str) else ""
        if not chat.strip():
            raise InvalidInput("paste what the buyer wrote first")
        if len(chat) + len(str(order)) > _MOST_CHARS:
            raise InvalidInput(f"at most {_MOST_CHARS} characters at once")
        zone = ZoneInfo(self._shop(shop).timezone)
        raw = pasted_case(
            f"paste-{uuid4().hex[:8]}", chat=chat, order=str(order), platform=str(given.get("platform") or ""),
            now=self._clock.now(), zone=zone,
        )  # fmt: skip
        try:
            case = Case.model_validate(raw)
        except ValidationError as error:
            fault = error.errors(include_input=False)[0]
            where = ".".join(str(part) for part in fault["loc"])
            raise InvalidInput(f"the pasted text cannot be read: {where}: {fault['msg']}") from None
        proposal = self._desk.draft(case, shop=shop)
        return {
            **said(case, zone),
            **decided(proposal),
            "text": proposal.draft.text,
            "tone": tone_of(proposal.draft.text or ""),
            "citations": [citation.model_dump() for citation in proposal.draft.citations],
            "findings": [finding.model_dump(mode="json") for finding in proposal.findings],
            "blocked": proposal.blocked,
        }

    def holding(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the holding texts that leads have approved."""
        shop = self._line.shop(given)
        zone = ZoneInfo(self._shop(shop).timezone)
        return {
            "items": [_shown(one, zone) for one in self._desk.holding_texts(shop)],
        }

    def holding_add(self, given: Arguments, person: Person) -> Answer:
        """Approve a holding text; the guards see it first, and only a lead may."""
        only_leads(person)
        shop, text = self._line.shop(given), text_of(given, "text")
        found = self._check(text, shop)
        if found["blocked"]:
            named = "; ".join(one["message"] for one in found["findings"])
            raise NotApproved(f"the guards block this text: {named}")
        self._desk.approve_holding(
            text,
            shop=shop,
            by=person.name,
            role=person.role,
            when=_one_of(HoldingWhen, given, "when", HoldingWhen.BY_HAND),
            after_seconds=number_of(given, "seconds", low=5, high=600, default=20),
            language=_one_of(Language, given, "language", Language.ZH_HANS),
            for_danger=given.get("danger") is True,
        )
        return self.holding(given, person)

    def holding_remove(self, given: Arguments, person: Person) -> Answer:
        """Withdraw a holding text."""
        only_leads(person)
        self._desk.withdraw_holding(
            text_of(given, "id"), shop=self._line.shop(given), by=person.name, role=person.role
        )
        return self.holding(given, person)


def _shown(text: HoldingText, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": text.id,
        "text": text.text,
        "by": text.by,
        "at": clock(text.at, zone),
        "when": text.when.value,
        "seconds": text.after_seconds,
        "language": text.language.value,
        "danger": text.for_danger,
    }


def _one_of(words: type[Word], given: Arguments, name: str, default: Word) -> Word:
    try:
        return words(given.get(name) or default)
    except ValueError:
        raise InvalidInput(f"{name}: choose one of {', '.join(words)}") from None
