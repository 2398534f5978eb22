"""Approved replies as examples of tone: the same outcome and language, masked, and heard by the model."""

from datetime import UTC, datetime

from agent.clerk.examples import ApprovedReplies
from agent.domain.case import CaseKind
from agent.domain.decision import Decision, Outcome
from agent.domain.draft import Surface
from agent.domain.reading import Language, Reading
from agent.drafting.brief import Brief
from agent.drafting.model_writer import ModelWriter, Reply
from agent.testing import ScriptedModel
from tests.scripted import SHOP

LIN = {"shop": SHOP, "by": "林", "role": "agent"}


def brief(**change: object) -> Brief:
    fields: dict[str, object] = {
        "case_id": "new",
        "kind": CaseKind.MESSAGE,
        "surface": Surface.IM,
        "language": Language.ZH_HANS,
        "now": datetime(2026, 11, 21, 2, 0, tzinfo=UTC),
        "reading": Reading(),
        "decision": Decision(outcome=Outcome.RETURN_REFUND),
    }
    return Brief.model_validate(fields | change)


def test_only_what_was_approved_of_the_same_kind_is_an_example(bench) -> None:
    bench.receive("c1", text="想退这把伞")
    replies = ApprovedReplies(bench.store)
    assert replies(SHOP, brief()) == ()
    bench.desk.approve("c1", version=1, **LIN)
    (text,) = replies(SHOP, brief())
    assert "想退这把伞" in text
    assert replies(SHOP, brief(language=Language.EN)) == ()
    assert replies(SHOP, brief(decision=Decision(outcome=Outcome.DECLINE))) == ()
    assert replies(SHOP, brief(case_id="c1")) == ()
    assert replies("another", brief()) == ()


def test_at_most_three_and_no_phone_number(bench) -> None:
    for number in range(5):
        bench.receive(f"c{number}", text=f"第{number}把伞，电话13800138000")
        bench.desk.approve(f"c{number}", version=1, **LIN)
    found = ApprovedReplies(bench.store)(SHOP, brief())
    assert len(found) == 3
    assert not any("13800138000" in text for text in found)


def test_the_model_reads_them() -> None:
    reply = Reply.model_validate({"sentences": [{"text": "您好，给您退。"}]})
    model = ScriptedModel([reply])
    ModelWriter(model).write(brief(examples=("亲，伞给您退啦。",)), ())
    assert "亲，伞给您退啦。" in str(model.asked[0])
    model.finished()
