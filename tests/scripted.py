"""Stand-ins for tests of desk, workflows, channel and API: a proposer with a script and a desk over a small database."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.channels.channel import InboundEvent, Received
from agent.desk import Desk
from agent.domain.case import Case
from agent.domain.decision import Deadline, DeadlineKind, Decision, Outcome
from agent.domain.draft import Draft
from agent.domain.finding import Finding, FindingKind, Severity
from agent.domain.money import Money
from agent.domain.reading import Reading
from agent.domain.shop import Shop
from agent.errors import NotFound
from agent.proposal import Proposal
from agent.store.database import Database
from agent.store.unit_of_work import Store
from agent.testing import FrozenClock

START = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
SHOP = "demo"


class ScriptedProposer:
    """Words a draft from the buyer's last message; `words` in it steer outcome and blocking. No knowledge, no model."""

    def __init__(self, clock: FrozenClock | None = None) -> None:
        self.clock = clock or FrozenClock(START)
        self.release: str | None = "r1"
        self.amount: Money | None = None
        self.outcome = Outcome.RETURN_REFUND
        self.reading = Reading()
        self.minutes: int | None = 60
        self.calls: list[tuple[str, str, int, str]] = []
        self.meanwhile: Callable[[], None] | None = None
        self.while_checking: Callable[[], None] | None = None

    def propose(
        self,
        case: Case,
        *,
        shop: str,
        version: int = 1,
        writer: str = "auto",
        release: str | None = None,
        tell: Callable[[str, object], None] | None = None,
    ) -> Proposal:
        if tell is not None:
            tell("reading", self.reading)
        self.calls.append((shop, case.id, version, writer))
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        last = case.buyer_texts[-1] if case.buyer_texts else ""
        text = f"您好，关于「{last}」我们这样处理。（{version}）"
        deadlines: tuple[Deadline, ...] = ()
        if self.minutes is not None:
            due = (case.now or self.clock.now()) + timedelta(minutes=self.minutes)
            deadlines = (Deadline(kind=DeadlineKind.FIRST_ANSWER, due=due, source="test"),)
        return Proposal(
            case_id=case.id,
            shop=shop,
            release=release or self.release,
            reading=self.reading,
            decision=Decision(outcome=self.outcome, amount=self.amount, deadlines=deadlines),
            draft=Draft(text=text, version=version),
            findings=self.check_text(text),
            origin={"prompt": "draft_reply@1"},
        )

    def check_edit(
        self, case: Case, proposal: Proposal, text: str, *, shop: str
    ) -> tuple[Finding, ...]:
        while_checking, self.while_checking = self.while_checking, None
        if while_checking is not None:
            while_checking()
        return self.check_text(text)

    def moved(
        self, case: Case, proposal: Proposal, *, made_at: datetime, shop: str
    ) -> tuple[str, ...]:
        return () if proposal.release == self.release else ("the release changed",)

    def check_text(self, text: str) -> tuple[Finding, ...]:
        if "FORBIDDEN" not in text:
            return ()
        at = text.index("FORBIDDEN")
        return (
            Finding(
                kind=FindingKind.PROMISE,
                severity=Severity.BLOCK,
                span=(at, at + 9),
                message="a promise that nobody decided",
            ),
        )


class Shops(dict[str, Shop]):
    """Settings by shop; an unknown one is NotFound, as with a library."""

    def __missing__(self, shop: str) -> Shop:
        raise NotFound(f"no shop {shop[:64]!r} here")


class Bench:
    """A desk with everything around it within reach."""

    def __init__(
        self, url: str, *, undo: float = 8.0, retention: timedelta | None = None, **parts: Any
    ) -> None:
        self.clock = FrozenClock(START)
        self.proposer = ScriptedProposer(self.clock)
        self.database = Database(url)
        self.database.migrate()
        self.store = Store(self.database)
        self.shops = Shops({SHOP: Shop(id=SHOP), "other": Shop(id="other")})
        self.desk = Desk(
            store=self.store,
            proposer=self.proposer,
            clock=self.clock,
            shop=self.shops.__getitem__,
            release=lambda shop: self.proposer.release,
            undo=timedelta(seconds=undo),
            retention=retention,
            **parts,
        )

    def receive(
        self, case_id: str = "c1", text: str = "衣服太小了", shop: str = SHOP, **fields: object
    ) -> None:
        self.desk.receive(case_of(case_id, text, **fields), shop=shop)

    def event(
        self,
        event_id: str,
        payload: dict[str, object],
        *,
        shop: str = SHOP,
        channel: str = "webhook",
    ) -> int:
        """Bring an event as a channel does; one that is no case is put into the inbox as it is."""
        try:
            case = Case.model_validate(payload)
        except ValidationError:
            with self.store.writing(shop) as work:
                kept = work.inbox.add(
                    channel=channel,
                    event_id=event_id,
                    type="x",
                    payload=payload,
                    at=self.clock.now(),
                )
            return int(kept is not None)
        event = InboundEvent(event_id=event_id, type="message.created", case=case)
        return self.desk.take(Received(events=(event,)), shop=shop, channel=channel)

    def close(self) -> None:
        self.store.close()


def case_of(case_id: str, *texts: str, **fields: object) -> Case:
    messages = [{"role": "buyer", "text": text} for text in texts]
    return Case.model_validate({"id": case_id, "messages": messages, **fields})


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder}/desk.db"


def line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
