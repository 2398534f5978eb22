"""The practice page's functions over a real desk: answered cases come back without their buyer, nothing is written."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gradio", reason="console not run: gradio is not here")

from agent.console.call import Line, Person
from agent.console.practice import PracticeRoom
from agent.domain.case import CaseStatus
from agent.errors import InvalidInput, NotFound
from agent.insights import Insights
from agent.practice import Tutor
from agent.practice.collection import collection
from tests.scripted import SHOP, Bench, sqlite_url

CLERK = Person("新人", "agent")


@pytest.fixture
def bench(tmp_path: Path):
    made = Bench(sqlite_url(tmp_path))
    yield made
    made.close()


@pytest.fixture
def room(bench: Bench) -> PracticeRoom:
    return PracticeRoom(
        Line(shops=[SHOP], identify=lambda _token: CLERK),
        tutor=Tutor(bench.proposer, bench.clock),
        insights=Insights(bench.database),
        shop=bench.shops.__getitem__,
    )


def given(exercise: str, *replies: str, **more: Any) -> dict[str, Any]:
    turns = [{"turn": at, "reply": reply} for at, reply in enumerate(replies or ("",))]
    return {"shop": SHOP, "exercise": exercise, "dialogue": turns, **more}


def test_every_shipped_exercise_can_be_opened_and_judged(room: PracticeRoom) -> None:
    listed = room.exercises({"shop": SHOP}, CLERK)["items"]
    assert [one["id"] for one in listed] == [one.id for one in collection()]
    for one in listed:
        scene = room.exercise(given(one["id"]), CLERK)
        assert scene["review"] if one["kind"] == "review" else scene["messages"]
        judged = room.judge(given(one["id"], "亲，收到，我看一下"), CLERK)
        assert judged["parts"] and judged["draft"]
        assert bool(judged["lesson"]) is (judged["next_turn"] is None)


def test_answered_cases_are_offered_masked_with_the_colleagues_words(
    bench: Bench, room: PracticeRoom
) -> None:
    buyer = {"name": "林志远", "phone": "13800138001", "address": "成都市武侯区望江路6号"}
    bench.receive("2611200137000001", "我是林志远，能退吗", order={"buyer": buyer})
    assert all(not one["own"] for one in room.exercises({"shop": SHOP}, CLERK)["items"])
    item = bench.desk.edit(
        "2611200137000001", shop=SHOP, version=1, by="陈", role="lead", text="林志远您好，可以退"
    )
    bench.clock.forward(timedelta(seconds=9))
    assert bench.desk.delivery.start(item.id, shop=SHOP)
    bench.desk.delivery.sent(item.id, shop=SHOP)
    (own,) = [one for one in room.exercises({"shop": SHOP}, CLERK)["items"] if one["own"]]
    scene = room.exercise(given(own["id"]), CLERK)
    judged = room.judge(given(own["id"], "您好，可以退"), CLERK)
    assert judged["colleague"].endswith("您好，可以退")
    for answer in (own, scene, judged):
        assert "林志远" not in str(answer) and "2611200137000001" not in str(answer)
    assert bench.desk.case("2611200137000001", shop=SHOP).record.status == CaseStatus.ANSWERED


@pytest.mark.parametrize(
    "wrong",
    [
        {"dialogue": None},
        {"dialogue": [{"turn": 0, "reply": "好" * 2001}]},
        {"dialogue": [{"turn": 0, "reply": "好"}] * 13},
        {"dialogue": [{"turn": 0, "reply": "好", "shop": "other"}]},
    ],
)
def test_a_dialogue_of_another_form_is_refused(room: PracticeRoom, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        room.judge(given(collection()[0].id) | wrong, CLERK)


def test_an_exercise_that_is_not_there_is_said(room: PracticeRoom) -> None:
    for name in ("nobody", "own-0000000000"):
        with pytest.raises(NotFound):
            room.exercise(given(name), CLERK)
    with pytest.raises(InvalidInput):
        room.exercises({"shop": "other"}, CLERK)
