"""Practice without a shop: the shipped exercises, what a reply holds, and a real case masked."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.domain.case import Case
from agent.domain.decision import Decision, Freight, Outcome, Reason
from agent.domain.draft import Draft
from agent.domain.reading import Problem, Reading
from agent.errors import InvalidInput
from agent.practice import Exercise, Said, Turn, Tutor
from agent.practice.collection import LANGUAGES, collection
from agent.practice.parts import PartName, parts_of
from agent.practice.past import exercise_of
from agent.proposal import Proposal
from agent.testing import FrozenClock
from knowledge.clause import Citation
from tests.scripted import ScriptedProposer

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
GROUND = "签收后15天内尺码不合适，免费换一次"
FULL = "抱歉鞋子让您穿着挤脚，给您换成41码。签收后15天内尺码不合适可以换，来回运费我们出。麻烦您在订单里申请换货，收到后明天下午3点前给您发出。"


def proposal(outcome: Outcome = Outcome.EXCHANGE, **more: object) -> Proposal:
    reason = Reason(
        rule="r", text=GROUND, citation=Citation(path="a.md", heading="换货", quote=GROUND)
    )
    given = {
        "outcome": outcome,
        "reasons": (reason,),
        "freight": Freight.SELLER,
        **more,
    }
    return Proposal(
        case_id="c",
        shop="s",
        release="r1",
        reading=Reading(problem=Problem.SIZE, emotion=2),
        decision=Decision(**given),  # type: ignore[arg-type]
        draft=Draft(text=FULL),
    )


CASE = Case.model_validate({"id": "c", "messages": [{"role": "buyer", "text": "鞋子挤脚，换41码"}]})


def lacks(text: str, made: Proposal) -> set[str]:
    return {part.name.value for part in parts_of(text, CASE, made) if not part.held}


def test_the_collection_covers_languages_levels_and_problems() -> None:
    found = collection()
    assert len(found) == len({one.id for one in found}) >= 24
    for language in LANGUAGES:
        assert {one.level for one in found if one.language == language} == {1, 2, 3}
    assert len({one.topic for one in found}) >= 14
    assert all(set(one.lesson) == set(LANGUAGES) for one in found)
    assert {len(one.turns) for one in found} == {1, 2, 3}
    assert any(one.stars for one in found)


def test_exercises_hold_nobodys_data() -> None:
    from agent.guards.guard import Private
    from agent.guards.pii import mask

    for one in collection():
        for turn in one.turns:
            assert mask(turn.text, Private()) == turn.text


def test_a_full_reply_lacks_nothing() -> None:
    assert lacks(FULL, proposal()) == set()


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("抱歉让您穿着挤脚，给您换成41码，签收后15天内尺码不合适可以换。麻烦您申请换货，明天给您发出。", {"freight"}),
        ("抱歉让您穿着挤脚，给您换成41码，来回运费我们出。麻烦您申请换货，明天给您发出。", {"ground"}),
        ("抱歉让您穿着挤脚，给您换成41码，签收后15天内尺码不合适可以换，来回运费我们出。", {"next_step", "time"}),
        ("鞋子挤脚给换41码，15天内尺码不合适能换，运费我们出，把货寄回，明天给您发出，规定就是这样，必须寄回", {"warmth"}),
    ],
)  # fmt: skip
def test_each_part_is_missed_where_it_is_missing(text: str, lacking: set[str]) -> None:
    assert lacking <= lacks(text, proposal())
    assert lacks(text, proposal()) <= lacking | {"time", "next_step"}


def test_a_refusal_says_that_it_is_one_and_needs_no_freight() -> None:
    made = proposal(Outcome.DECLINE)
    model = "很抱歉，您的鞋子签收后已经超过15天，没办法给您换了。您可以先拍照给我看看。"
    made = made.model_copy(update={"draft": Draft(text=model)})
    assert lacks(model, made) == set()
    assert "decision" in lacks("好的呢亲，抱歉，您先穿着看看", made)
    assert "freight" not in {part.name.value for part in parts_of("好", CASE, made)}


def test_missing_evidence_has_to_be_asked_for() -> None:
    made = proposal(Outcome.RETURN_REFUND, missing=("photo",), pending=True)
    step = next(
        part for part in parts_of("抱歉，我们看看", CASE, made) if part.name is PartName.NEXT_STEP
    )
    assert not step.held and step.ask == ("photo",)
    asked = next(
        part
        for part in parts_of("抱歉，麻烦您拍张图给我们", CASE, made)
        if part.name is PartName.NEXT_STEP
    )
    assert asked.held and asked.ask == ()


def test_what_the_desks_own_draft_does_without_is_not_asked() -> None:
    made = proposal().model_copy(update={"draft": Draft(text="抱歉，给您换成41码，运费我们出。")})
    names = {part.name.value for part in parts_of("好", CASE, made)}
    assert "time" not in names and "ground" not in names and "decision" in names


@pytest.mark.parametrize("text", ["", " ", "\0", "😡" * 50, "a" * 5000, "（" * 400])
def test_any_text_is_looked_at(text: str) -> None:
    assert all(part.name in PartName for part in parts_of(text, CASE, proposal()))


def dialogue(*replies: str) -> list[Said]:
    return [Said(turn=at, reply=reply) for at, reply in enumerate(replies)]


EXERCISE = Exercise(
    id="e",
    turns=(
        Turn(text="不想要了，退货"),
        Turn(text="运费谁出", unless=PartName.FREIGHT),
        Turn(text="好的"),
    ),
)


def test_a_question_that_was_answered_already_is_not_asked() -> None:
    proposer = ScriptedProposer()
    tutor = Tutor(proposer, FrozenClock(NOW))
    assert tutor.judge(EXERCISE, dialogue("亲，好的，这边帮您看看"), shop="demo").next_turn == 1
    last = tutor.judge(EXERCISE, [Said(turn=2, reply="亲，好的")], shop="demo")
    assert last.next_turn is None


def test_the_dialogue_stands_in_the_case_and_nothing_is_kept() -> None:
    tutor = Tutor(ScriptedProposer(), FrozenClock(NOW))
    case = tutor.scene(EXERCISE, [*dialogue("您好"), Said(turn=1)])
    assert [message.role.value for message in case.messages] == ["buyer", "seller", "buyer"]
    assert vars(tutor).keys() == {"_proposer", "_clock"}


@pytest.mark.parametrize(
    "wrong",
    [[], [Said(turn=7, reply="好")], [Said(turn=-1, reply="好")], [Said(turn=0, reply=" ")]],
)
def test_a_dialogue_that_cannot_be_is_refused(wrong: list[Said]) -> None:
    with pytest.raises(InvalidInput):
        Tutor(ScriptedProposer(), FrozenClock(NOW)).judge(EXERCISE, wrong, shop="demo")


def test_a_real_case_becomes_an_exercise_without_its_buyer() -> None:
    case = Case.model_validate(
        {
            "id": "2611200137000001", "platform": "tmall", "now": NOW.isoformat(),
            "messages": [
                {"role": "buyer", "text": "我是林志远，电话13800138001，订单2611200137000001"},
                {"role": "buyer", "text": "鞋子挤脚", "attachments": [{"kind": "photo", "note": "林志远的脚"}]},
                {"role": "seller", "text": "亲，试穿过吗"},
                {"role": "buyer", "text": "没有"},
            ],
            "order": {
                "order_id": "2611200137000001", "placed_at": "2026-11-15T10:00:00+08:00",
                "delivered_at": "2026-11-19T10:00:00+08:00", "paid": {"value": "129.00", "currency": "CNY"},
                "items": [{"sku": "A1", "title": "球鞋 41"}],
                "buyer": {"name": "林志远", "phone": "13800138001", "address": "成都市武侯区望江路6号"},
                "logistics": [{"at": "2026-11-18T10:00:00+08:00", "text": "派送中，林志远 13800138001"}],
            },
        }
    )  # fmt: skip
    made = exercise_of(
        case,
        answer="林志远您好，给您换41",
        opened=NOW,
        problem=Problem.SIZE,
        language="zh-Hans",
    )
    assert made is not None and len(made.turns) == 2 and made.own
    kept = made.model_dump_json()
    for private in ("林志远", "13800138001", "2611200137000001", "望江路", "2026"):
        assert private not in kept
    order = made.order.order(NOW + timedelta(days=30)) if made.order else None
    assert order is not None and order.delivered_at == NOW + timedelta(days=28)
    assert order.order_id is None and order.buyer is None
