"""The clerk over a small real shop: cited decisions, checked drafts, and a model that is never trusted."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agent.domain.decision import Outcome
from agent.drafting.model_writer import Reply, Sentence
from agent.errors import (
    ConfigurationError,
    InvalidInput,
    ModelAnswerInvalid,
    ModelUnavailable,
)
from agent.testing import ScriptedModel
from agent.understanding.model_reader import ModelReading
from knowledge.errors import ReleaseRefused
from tests.small_shop import RULES, SmallDesk, returning, shop_folder


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made = SmallDesk(tmp_path)
    yield made
    made.library.close()


def test_a_case_comes_out_decided_cited_and_checked(desk: SmallDesk) -> None:
    clerk = desk.clerk()
    release = desk.activate(clerk)
    proposal = clerk.propose(returning(), shop="s")
    document = proposal.to_contract()
    assert document["release"] == release
    assert document["decision"]["outcome"] == "return_refund"
    assert document["decision"]["amount"] == {"value": "129.00", "currency": "CNY"}
    assert document["decision"]["freight"] == "buyer"
    citation = document["decision"]["reasons"][0]["citation"]
    assert citation["path"] == "policies/returns.md" and "七天" in citation["quote"]
    assert not document["blocked"] and "运费" in document["draft"]["text"]
    assert set(document) == {
        "case_id", "release", "reading", "decision", "draft", "findings", "blocked", "timings_ms",
    }  # fmt: skip
    for private in ("张晓明", "13800138000", "4100200300400500"):
        assert private not in document["draft"]["text"]


def test_a_draft_may_tell_times_as_the_shops_own_clock_shows_them(desk: SmallDesk) -> None:
    """The desk's clock is UTC; drafts and guards reckon in the shop's zone."""
    clerk = desk.clerk()
    desk.activate(clerk)
    proposal = clerk.propose(returning().model_copy(update={"now": None}), shop="s")
    zone = ZoneInfo("Asia/Shanghai")
    told = [f"{one.due.astimezone(zone):%Y-%m-%d %H:%M}" for one in proposal.decision.deadlines]
    assert told and all(any(time in ground for ground in proposal.grounds) for time in told)
    assert not proposal.blocked


def test_the_same_case_and_version_give_the_same_text_another_version_another(
    desk: SmallDesk,
) -> None:
    clerk = desk.clerk()
    desk.activate(clerk)
    texts = [clerk.propose(returning(), shop="s", version=v).draft.text for v in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]


def test_without_a_release_the_packs_decide(desk: SmallDesk) -> None:
    proposal = desk.clerk().propose(returning(platform="mars"), shop="nobody")
    assert proposal.release is None
    assert proposal.decision.outcome is Outcome.RETURN_REFUND


def test_an_edit_passes_the_same_guards(desk: SmallDesk) -> None:
    clerk = desk.clerk()
    desk.activate(clerk)
    case = returning()
    proposal = clerk.propose(case, shop="s")
    assert proposal.draft.text
    assert not [
        f
        for f in clerk.check_edit(case, proposal, proposal.draft.text, shop="s")
        if f.severity == "block"
    ]
    worse = proposal.draft.text + "另外再补偿您50元，加我微信 lanling888 详聊。"
    kinds = {
        f.kind for f in clerk.check_edit(case, proposal, worse, shop="s") if f.severity == "block"
    }
    assert {"promise", "off_platform"} <= kinds


@pytest.mark.parametrize(
    "failure", [ModelUnavailable("m: no answer"), ModelAnswerInvalid("m: rubbish")]
)
def test_a_failing_model_ends_in_a_template_with_the_reason(
    desk: SmallDesk, failure: Exception
) -> None:
    model = ScriptedModel([failure, failure])
    clerk = desk.clerk(model)
    desk.activate(desk.clerk())
    proposal = clerk.propose(returning(), shop="s")
    model.finished()
    assert proposal.draft.writer == "template" and proposal.draft.fallback == str(failure)
    assert proposal.origin["prompt"] == "draft_reply"
    assert not proposal.blocked


def reading_of(want: str = "return_refund", problem: str = "changed_mind") -> ModelReading:
    return ModelReading.model_validate({"wants": want, "all_wants": [want], "problem": problem})


GOOD = Reply(
    sentences=[
        Sentence(text="亲，衣服不合心意没关系，我来帮您处理。"),
        Sentence(
            text="签收次日起七天内、商品完好，可以为您办理退货退款，寄回运费由您承担。",
            passages=[1],
        ),
        Sentence(text="您在订单里提交申请就可以，有问题随时找我们。"),
    ]
)
PROMISING = Reply(sentences=[Sentence(text="亲，给您全额退款，不用退货，再补偿您500元现金。")])


def test_a_good_model_draft_is_taken_and_traced(desk: SmallDesk) -> None:
    model = ScriptedModel([reading_of(), GOOD])
    desk.activate(desk.clerk())
    proposal = desk.clerk(model).propose(returning(), shop="s")
    model.finished()
    assert proposal.draft.writer == "model" and not proposal.blocked
    assert proposal.reading.reader == "model"
    assert proposal.origin["model"] == "scripted" and proposal.origin["checksum"]
    asked = "\n".join(prompt.user for prompt in model.asked)
    for private in ("张晓明", "13800138000", "4100200300400500"):
        assert private not in asked


def test_a_promise_nobody_decided_is_fed_back_once_and_then_a_template_writes(
    desk: SmallDesk,
) -> None:
    model = ScriptedModel([reading_of(), PROMISING, PROMISING])
    desk.activate(desk.clerk())
    proposal = desk.clerk(model).propose(returning(), shop="s")
    model.finished()
    assert "promise" in model.asked[2].user
    assert proposal.draft.writer == "template"
    assert "promise" in (proposal.draft.fallback or "")
    assert "500" not in (proposal.draft.text or "")


def test_a_repaired_model_draft_is_taken(desk: SmallDesk) -> None:
    model = ScriptedModel([reading_of(), PROMISING, GOOD])
    desk.activate(desk.clerk())
    assert desk.clerk(model).propose(returning(), shop="s").draft.writer == "model"


def test_a_model_cannot_read_danger_away_nor_decide(desk: SmallDesk) -> None:
    calm = reading_of("none", "none")
    model = ScriptedModel([calm, ModelUnavailable("gone")])
    desk.activate(desk.clerk())
    proposal = desk.clerk(model).propose(
        returning("穿了你们的衣服全身过敏进医院了，我要去12315投诉你们"), shop="s"
    )
    assert proposal.decision.outcome is Outcome.ESCALATE


def test_writer_words(desk: SmallDesk) -> None:
    clerk = desk.clerk()
    with pytest.raises(InvalidInput, match="template"):
        clerk.propose(returning(), shop="s", writer="poet")
    with pytest.raises(ConfigurationError, match="AFTERSALES_MODEL"):
        clerk.propose(returning(), shop="s", writer="model")


def test_the_gate_refuses_a_rule_without_its_clause(desk: SmallDesk, tmp_path: Path) -> None:
    shop_folder(tmp_path / "shop", RULES.replace("heading: 七天无理由退货", "heading: 没有这一条"))
    with pytest.raises(ReleaseRefused, match="R-7D"):
        desk.activate(desk.clerk())
    assert desk.library.active("s") is None


def test_the_gate_refuses_a_forbidden_outcome_and_keeps_the_release_before(
    desk: SmallDesk, tmp_path: Path
) -> None:
    clerk = desk.clerk()
    first = desk.activate(clerk)
    case = returning().model_dump(mode="json", exclude={"expect"})
    case["order"]["items"][0]["price"] = "129.00"
    forbidding = {**case, "expect": {"forbidden_outcomes": ["return_refund"]}}
    shop_folder(tmp_path / "shop", cases=[json.dumps(forbidding, ensure_ascii=False)])
    (tmp_path / "shop" / "policies" / "more.md").write_text(
        "# 发票\n电子发票随订单开具。", encoding="utf-8"
    )
    with pytest.raises(ReleaseRefused, match="forbids"):
        desk.activate(clerk)
    assert desk.library.active("s") == first
