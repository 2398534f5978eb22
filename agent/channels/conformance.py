"""What every channel must stand, ours and anybody's: run each of `CHECKS` against a `Subject` in a test.

@pytest.mark.parametrize("name", CHECKS)
def test_conformance(name, subject):
    CHECKS[name](subject)
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from agent.channels.channel import MAX_BODY
from agent.channels.wire import Wire

# A platform whose events carry no time of their own cannot refuse a stale one: its test leaves out `stale` and says so.
REFUSED = frozenset({400, 401, 403})
"""What an unproved sender may be answered; never 2xx, never 5xx."""


class Nonconforming(AssertionError):
    """The channel fails a check; the text says which promise is broken."""


class Subject(Protocol):
    """A running desk with the channel under test."""

    def event(
        self, case_id: str, text: str, *, event_id: str, age: timedelta = timedelta()
    ) -> Wire:
        """Return a buyer's message as the platform would send it, properly signed, `age` ago."""
        ...

    def post(self, wire: Wire) -> int:
        """Deliver it to the channel's way in and return the HTTP status."""
        ...

    def heard(self, case_id: str) -> tuple[str, ...]:
        """Return the buyer's messages that the desk knows of a case, after everything kept was worked off."""
        ...

    def shown_to_buyer(self) -> tuple[str, ...]:
        """Return every text that left towards the buyer, as the platform's side saw it."""
        ...

    def draft_state(self, case_id: str) -> str | None:
        """Return where the case's newest draft stands (waiting, approved, voided …), None without a case or draft."""
        ...

    def answer(self, case_id: str) -> str:
        """Approve the newest draft as a person would, have it sent, and return its text."""
        ...

    def from_shop(self, case_id: str, text: str, *, event_id: str) -> Wire | None:
        """Return the event of the shop's own message in the same conversation; None: the platform reports none."""
        ...


def _must(condition: bool, promise: str) -> None:
    if not condition:
        raise Nonconforming(promise)


def valid(subject: Subject) -> None:
    """A signed event is taken and its words arrive, whatever the script."""
    text = "尺码偏小，想換大一碼 👟 — naïve \u200f\U0001f469\u200d\U0001f469\u200d\U0001f467"
    _must(
        subject.post(subject.event("k1", text, event_id="valid")) == 200,
        "a valid event is answered 200",
    )
    _must(subject.heard("k1") == (text,), "the words arrive unchanged")


def tampered(subject: Subject) -> None:
    """A body changed after signing is refused and nothing of it is kept."""
    wire = subject.event("k2", "在吗", event_id="tampered")
    changed = (wire.body.replace(b"k2", b"k3"), wire.body[:-9] + b"x" + wire.body[-8:])
    for body in (*changed, wire.body + b" ", b"", b"\xff\xfe"):
        if body == wire.body:
            continue  # a platform that writes the case's name in another way
        _must(subject.post(replace(wire, body=body)) in REFUSED, "a changed body is refused")
    _must(subject.heard("k2") == subject.heard("k3") == (), "nothing of a refused event is kept")


def garbage(subject: Subject) -> None:
    """Missing and garbled proofs are refused, never an error of the server."""
    wire = subject.event("k4", "在吗", event_id="garbage")
    for value in (
        "",
        "x",
        "v1",
        "v1,",
        "v1,é",
        "v1,====",
        "v2,abc",
        ",",
        "v1,a v1,b",
        "v1," + "A" * 9000,
    ):
        for name in wire.headers:
            if name.lower() == "content-type":
                continue
            headers = {**wire.headers, name: value}
            _must(
                subject.post(replace(wire, headers=headers)) in REFUSED,
                "a garbled proof is refused",
            )
    for name in wire.headers:
        headers = {key: value for key, value in wire.headers.items() if key != name}
        if name.lower() != "content-type":
            _must(
                subject.post(replace(wire, headers=headers)) in REFUSED,
                "a missing proof is refused",
            )
    _must(subject.heard("k4") == (), "nothing of a refused event is kept")


def stale(subject: Subject) -> None:
    """An event signed long ago, or for the future, is refused: a recorded one can't be played later."""
    for minutes in (6, 60, 60 * 24 * 400, -6):
        wire = subject.event("k5", "在吗", event_id="stale", age=timedelta(minutes=minutes))
        _must(subject.post(wire) in REFUSED, "an event of another time is refused")
    _must(subject.heard("k5") == (), "nothing of a refused event is kept")


def replayed(subject: Subject) -> None:
    """The same event again is welcome and changes nothing."""
    wire = subject.event("k6", "还没收到", event_id="again")
    answers = [subject.post(wire) for _ in range(3)]
    _must(
        answers == [200, 200, 200],
        "a repeated event is answered 200, or its sender would go on for ever",
    )
    _must(subject.heard("k6") == ("还没收到",), "a repeated event counts once")


def duplicate(subject: Subject) -> None:
    """An event signed anew under its old id (a retry) counts once."""
    for seconds in (2, 1, 0):
        wire = subject.event("k7", "在吗", event_id="retry", age=timedelta(seconds=seconds))
        _must(subject.post(wire) == 200, "a retried event is answered 200")
    _must(subject.heard("k7") == ("在吗",), "a retried event counts once")


def oversize(subject: Subject) -> None:
    """A body above the limit is refused, proved or not."""
    wire = subject.event("k8", "大" * MAX_BODY, event_id="huge")
    _must(subject.post(wire) == 413, "a body above the limit is answered 413")
    _must(subject.heard("k8") == (), "nothing of it is kept")


def draft_not_public(subject: Subject) -> None:
    """Without an approval nothing reaches the buyer."""
    _must(
        subject.post(subject.event("k9", "衣服破了", event_id="secret")) == 200,
        "the event is taken",
    )
    _must(subject.heard("k9") == ("衣服破了",), "the case is at the desk")
    _must(subject.shown_to_buyer() == (), "no text leaves before a person approved it")


def echo(subject: Subject) -> None:
    """The desk's own reply, reported back by the platform, is neither a buyer's message nor a takeover."""
    subject.post(subject.event("k10", "衣服破了", event_id="asked"))
    _must(subject.heard("k10") == ("衣服破了",), "the case is at the desk")
    text = subject.answer("k10")
    _must(subject.shown_to_buyer() == (text,), "an approved text reaches the buyer once")
    wire = subject.from_shop("k10", text, event_id="echo")
    if wire is None:
        return
    _must(subject.post(wire) == 200, "an echo is answered 200")
    _must(subject.heard("k10") == ("衣服破了",), "an echo is not the buyer's message")
    _must(subject.draft_state("k10") == "approved", "an echo changes nothing about the draft")
    _must(subject.shown_to_buyer() == (text,), "nothing is sent because of an echo")


def takeover(subject: Subject) -> None:
    """A person's own answer in the chat tool ends the waiting draft."""
    subject.post(subject.event("k11", "什么时候发货", event_id="asked too"))
    _must(subject.heard("k11") == ("什么时候发货",), "the case is at the desk")
    wire = subject.from_shop("k11", "亲，今天就发出。", event_id="taken over")
    if wire is None:
        return
    _must(subject.draft_state("k11") == "waiting", "a draft waits")
    _must(subject.post(wire) == 200, "a person's message is answered 200")
    _must(subject.heard("k11") == ("什么时候发货",), "a person's message is not the buyer's")
    _must(subject.draft_state("k11") == "voided", "a person's answer ends the draft")
    _must(subject.shown_to_buyer() == (), "nothing is sent after a person answered")


CHECKS: dict[str, Callable[[Subject], None]] = {
    check.__name__: check
    for check in (
        valid,
        tampered,
        garbage,
        stale,
        replayed,
        duplicate,
        oversize,
        draft_not_public,
        echo,
        takeover,
    )  # fmt: skip
}
