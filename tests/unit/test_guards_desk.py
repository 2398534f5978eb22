"""The guards at the desk: an edit that they block leaves by a lead's override of each finding, and some kinds never leave."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.desk import Desk
from agent.domain.approval import Act
from agent.domain.authority import LEADS
from agent.domain.case import Case, CaseStatus
from agent.domain.finding import Finding, FindingKind, Severity
from agent.domain.money import Money
from agent.domain.override import FINAL, Override, Overruled
from agent.domain.shop import Shop
from agent.errors import AftersalesError, InvalidInput, NotApproved, VersionConflict
from agent.guards.checks import run_guards
from agent.guards.context import parse_context
from agent.proposal import Proposal
from agent.store.database import Database
from agent.store.unit_of_work import Store
from agent.testing import FrozenClock
from tests.scripted import SHOP, START, ScriptedProposer, case_of, sqlite_url

NEVER = {
    "pii": "您的电话13912345678，我们已经登记。",
    "rating_bribe": "您给个五星好评，我们返您五元。",
    "off_platform": "您加我微信：abc12345，我们私下聊。",
}
PROMISE = "亲，我们给您全额退款。"
TWO_PROMISES = "亲，我们给您全额退款。另外再补偿您一张优惠券。"
WHY = "退款已由主管在后台批准，不是误承诺"


class GuardedProposer(ScriptedProposer):
    """The scripted proposer with the real guards looking at every edit, or with what it is told that they see."""

    sees: tuple[Finding, ...] | None = None

    def check_edit(
        self, case: Case, proposal: Proposal, text: str, *, shop: str
    ) -> tuple[Finding, ...]:
        if self.sees is not None:
            return self.sees
        return run_guards(text, parse_context({"decision": {"outcome": "inform"}}))


class GuardedDesk(Desk):
    """A desk over a small database, with its proposer and its shop's settings within reach."""

    def __init__(self, folder: Path) -> None:
        self.time = FrozenClock(START)
        self.proposer = GuardedProposer(self.time)
        self.settings = Shop(id=SHOP)
        database = Database(sqlite_url(folder))
        database.migrate()
        self.kept = Store(database)
        super().__init__(
            store=self.kept,
            proposer=self.proposer,
            clock=self.time,
            shop=lambda _shop: self.settings,
            release=lambda _shop: "r1",
            undo=timedelta(seconds=8),
        )
        self.receive(case_of("c1", "衣服太小了"), shop=SHOP)

    def send(self, text: str, *, role: str = "lead", override: Override | None = None) -> str:
        """Approve this wording; returns what is on its way to the buyer."""
        item = self.edit(
            "c1", version=1, text=text, shop=SHOP, by="陈", role=role, override=override
        )
        return str(item.payload["text"])

    def named(self, text: str, *, reason: str = WHY) -> Override:
        """Return the override of all that blocks this text."""
        found = self.findings("c1", shop=SHOP, text=text)
        blocking = [one for one in found if one.severity is Severity.BLOCK]
        return Override(reason=reason, findings=tuple(Overruled.of(one, text) for one in blocking))

    def nothing_left(self) -> bool:
        seen = self.case("c1", shop=SHOP)
        waits = seen.record.status is CaseStatus.WAITING
        return waits and not seen.approvals and not seen.replies


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[GuardedDesk]:
    made = GuardedDesk(tmp_path)
    yield made
    made.kept.close()


@pytest.mark.parametrize("role", ["agent", "lead", "admin"])
@pytest.mark.parametrize("kind", NEVER)
def test_an_edit_of_a_kind_that_may_never_leave_is_refused(
    desk: GuardedDesk, kind: str, role: str
) -> None:
    with pytest.raises(NotApproved, match=kind):
        desk.send(NEVER[kind], role=role)
    override = desk.named(NEVER[kind])
    refusal, said = (InvalidInput, kind) if role in LEADS else (NotApproved, "role lead")
    with pytest.raises(refusal, match=said):
        desk.send(NEVER[kind], role=role, override=override)
    assert desk.nothing_left()


def test_a_lead_sends_what_the_guards_block_and_it_is_on_record(desk: GuardedDesk) -> None:
    with pytest.raises(NotApproved, match="promise"):
        desk.send(PROMISE)
    assert desk.send(PROMISE, override=desk.named(PROMISE)) == PROMISE
    seen = desk.case("c1", shop=SHOP)
    approval, line = seen.approvals[0], seen.audit[-1]
    assert (approval.act, approval.by, approval.reason) == (Act.OVERRIDE, "陈", WHY)
    assert (approval.draft_version, approval.text) == (1, PROMISE)
    assert (line.action, line.actor, line.at, line.case_id) == (
        "draft.override", "陈", desk.time.now(), "c1",
    )  # fmt: skip
    assert line.detail["role"] == "lead"
    assert line.detail["kinds"] == ["promise"]
    assert line.detail["override_reason"] == WHY
    assert line.detail["draft_version"] == 1
    assert "全额" not in str(seen.audit)
    assert desk.audit_broken_at(SHOP) is None


@pytest.mark.parametrize("role", ["agent", "auditor", "", "Lead"])
def test_nobody_but_a_lead_overrides(desk: GuardedDesk, role: str) -> None:
    with pytest.raises(NotApproved):
        desk.send(PROMISE, role=role, override=desk.named(PROMISE))
    assert desk.nothing_left()


def test_an_override_lets_out_the_findings_that_it_names_and_no_other(desk: GuardedDesk) -> None:
    whole = desk.named(TWO_PROMISES)
    assert len(whole.findings) > 1
    for left_out in whole.findings:
        part = tuple(one for one in whole.findings if one != left_out)
        with pytest.raises(NotApproved, match=left_out.kind.value):
            desk.send(TWO_PROMISES, override=whole.model_copy(update={"findings": part}))
    other_words = tuple(one.model_copy(update={"text": "别的话"}) for one in whole.findings)
    with pytest.raises(NotApproved):
        desk.send(TWO_PROMISES, override=whole.model_copy(update={"findings": other_words}))
    assert desk.nothing_left()
    assert desk.send(TWO_PROMISES, override=whole) == TWO_PROMISES


def test_an_override_is_not_kept_for_the_next_approval(desk: GuardedDesk) -> None:
    override = desk.named(PROMISE)
    desk.send(PROMISE, override=override)
    desk.undo("c1", shop=SHOP, by="陈")
    with pytest.raises(NotApproved, match="promise"):
        desk.send(PROMISE)
    desk.regenerate("c1", version=1, shop=SHOP, by="陈")
    with pytest.raises(VersionConflict):
        desk.send(PROMISE, override=override)


def test_an_override_without_a_block_is_an_ordinary_approval(desk: GuardedDesk) -> None:
    fine = "亲，您的问题我们已经记下，24 小时内答复您。"
    desk.send(fine, override=desk.named(PROMISE))
    approval = desk.case("c1", shop=SHOP).approvals[0]
    assert (approval.act, approval.reason) == (Act.EDIT, None)


def test_a_draft_that_was_blocked_at_first_is_overridden_as_it_stands(desk: GuardedDesk) -> None:
    desk.receive(case_of("c2", "FORBIDDEN"), shop=SHOP)
    text = str(desk.case("c2", shop=SHOP).draft.draft.text)
    act = {"version": 1, "shop": SHOP, "by": "陈", "role": "lead"}
    with pytest.raises(NotApproved):
        desk.approve("c2", **act)
    found = desk.findings("c2", shop=SHOP, text=text)
    override = Override(reason=WHY, findings=tuple(Overruled.of(one, text) for one in found))
    assert desk.approve("c2", **act, override=override).payload["text"] == text
    assert desk.case("c2", shop=SHOP).approvals[0].act is Act.OVERRIDE


def test_what_else_refuses_an_approval_is_not_overridden(desk: GuardedDesk) -> None:
    desk.settings = Shop(id=SHOP, authority={"lead": Money.of("50")})
    desk.proposer.amount = Money.of("60")
    desk.regenerate("c1", version=1, shop=SHOP, by="陈")
    act = {"version": 2, "shop": SHOP, "by": "陈", "role": "lead", "text": PROMISE}
    with pytest.raises(NotApproved, match="ceiling"):
        desk.edit("c1", **act, override=desk.named(PROMISE))
    desk.settings, desk.proposer.release = Shop(id=SHOP), "r2"
    with pytest.raises(VersionConflict, match="the release changed"):
        desk.edit("c1", **act, override=desk.named(PROMISE))


def test_the_reason_holds_nothing_of_a_buyer(desk: GuardedDesk) -> None:
    with pytest.raises(InvalidInput, match="personal data"):
        desk.send(PROMISE, override=desk.named(PROMISE, reason="买家电话13912345678已核实"))
    assert desk.nothing_left()


@pytest.mark.parametrize("reason", ["", "   ", "……", "\0", "\u200b", "好" * 501])
def test_an_override_without_a_reason_cannot_be_made(reason: str) -> None:
    with pytest.raises(ValidationError):
        Override(reason=reason, findings=(Overruled(kind=FindingKind.PROMISE),))
    with pytest.raises(ValidationError):
        Override(reason=WHY, findings=())


TEXT = "亲，您的问题我们已经记下，会尽快处理好再回复您。"
SPANS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 8)).map(
    lambda pair: (pair[0], min(len(TEXT), sum(pair)))
)


def finding(kinds: frozenset[FindingKind] | type[FindingKind]) -> st.SearchStrategy[Finding]:
    return st.builds(
        Finding,
        kind=st.sampled_from(sorted(kinds)),
        severity=st.just(Severity.BLOCK),
        span=st.none() | SPANS,
        message=st.just("x"),
    )


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedDesk]:
    made = GuardedDesk(tmp_path_factory.mktemp("guarded"))
    yield made
    made.kept.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    last=finding(FINAL),
    others=st.lists(finding(FindingKind), max_size=4),
    role=st.sampled_from(["agent", "lead", "admin", "auditor"]) | st.text(max_size=8),
    reason=st.text(min_size=1, max_size=40).map(lambda text: f"理由 {text}"),
    all_named=st.booleans(),
)
def test_no_role_and_no_reason_gets_out_what_may_never_leave(
    guarded: GuardedDesk,
    last: Finding,
    others: list[Finding],
    role: str,
    reason: str,
    all_named: bool,
) -> None:
    found = (*others, last)
    guarded.proposer.sees = found
    named = {Overruled.of(one, TEXT) for one in found if all_named or one.kind not in FINAL}
    given_ = tuple(named) or (Overruled(kind=FindingKind.TONE),)
    with pytest.raises(AftersalesError):
        guarded.send(TEXT, role=role, override=Override(reason=reason, findings=given_))
    assert guarded.nothing_left()


@given(found=st.lists(finding(FindingKind), max_size=6), named=st.lists(finding(FindingKind), min_size=1, max_size=6))  # fmt: skip
def test_what_is_left_is_exactly_what_is_not_named_or_final(
    found: list[Finding], named: list[Finding]
) -> None:
    override = Override(reason=WHY, findings=tuple(Overruled.of(one, TEXT) for one in named))
    words = {(one.kind, one.span and TEXT[slice(*one.span)]) for one in named}
    left = override.leaves(found, TEXT)
    assert left == tuple(
        one
        for one in found
        if one.kind in FINAL or (one.kind, one.span and TEXT[slice(*one.span)]) not in words
    )
