"""Nothing overrides the guards: an edit that they block is refused at the desk, whoever asks and whatever the reason."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from agent.desk import Desk
from agent.domain.case import Case, CaseStatus
from agent.domain.finding import Finding
from agent.domain.shop import Shop
from agent.errors import NotApproved
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


class GuardedProposer(ScriptedProposer):
    """The scripted proposer with the real guards looking at every edit."""

    def check_edit(
        self, case: Case, proposal: Proposal, text: str, *, shop: str
    ) -> tuple[Finding, ...]:
        return run_guards(text, parse_context({"decision": {"outcome": "inform"}}))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = FrozenClock(START)
    database = Database(sqlite_url(tmp_path))
    database.migrate()
    store = Store(database)
    yield Desk(
        store=store,
        proposer=GuardedProposer(clock),
        clock=clock,
        shop=lambda shop: Shop(id=shop),
        release=lambda shop: "r1",
        undo=timedelta(seconds=8),
    )
    store.close()


@pytest.mark.parametrize("role", ["agent", "lead", "admin"])
@pytest.mark.parametrize("kind", NEVER)
def test_an_edit_of_a_kind_that_may_never_leave_is_refused(
    desk: Desk, kind: str, role: str
) -> None:
    desk.receive(case_of("c1", "衣服太小了"), shop=SHOP)
    with pytest.raises(NotApproved, match=kind):
        desk.edit(
            "c1", version=1, text=NEVER[kind], reason="主管同意", shop=SHOP, by="陈", role=role
        )
    seen = desk.case("c1", shop=SHOP)
    assert seen.record.status is CaseStatus.WAITING
    assert not seen.approvals
