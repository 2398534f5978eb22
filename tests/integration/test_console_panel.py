"""The 千牛 panel's side of the desk: approved texts only, for the right chat, once and by people who may."""

from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("gradio", reason="console not run: gradio is not here")

from fastapi.testclient import TestClient

from agent.desk.by_hand import BY_HAND, WrongChat, mark_of
from agent.domain.case import CaseStatus
from agent.domain.reading import Reading, Risk
from agent.errors import MoveNotAllowed, NotApproved
from agent.store.records import TO_SEND_BY_HAND, OutboxState
from tests.panel_app import panel_app
from tests.scripted import SHOP, Bench

USERS = [("林", "agent", "console-password-1"), ("审", "auditor", "console-password-2")]
BUYER = "2208-secret-nick"


def client_of(bench: Bench, who: str = "林") -> TestClient:
    client = TestClient(panel_app(bench, USERS), base_url="http://127.0.0.1")
    password = next(secret for name, _, secret in USERS if name == who)
    client.post("/login?next=/panel", data={"username": who, "password": password})
    return client


def call(client: TestClient, name: str, **given: Any) -> dict[str, Any]:
    answer = client.post(f"/panel/call/{name}", json={"shop": SHOP, **given})
    assert answer.status_code == 200
    return dict(answer.json())


def approved(bench: Bench, case_id: str = "c1", **fields: Any) -> int:
    bench.receive(case_id, platform="taobao", **fields)
    version = bench.desk.case(case_id, shop=SHOP).record.draft_version
    bench.desk.approve(case_id, shop=SHOP, version=version, by="林", role="agent")
    return version


def take(bench: Bench, version: int, **given: Any) -> str:
    act = {"version": version, "by": "林", "role": "agent", **given}
    return bench.desk.hand_over("c1", shop=SHOP, **act)


def test_an_approved_text_is_handed_over_and_never_sent_as_well(bench: Bench) -> None:
    version = approved(bench)
    text = take(bench, version, contact=BUYER)
    detail = bench.desk.case("c1", shop=SHOP)
    assert text == detail.replies[-1].payload["text"]
    assert (detail.replies[-1].state, detail.replies[-1].provider_id) == ("delivered", BY_HAND)
    assert detail.record.status is CaseStatus.ANSWERED
    assert detail.record.thread["contact"] == mark_of(BUYER), "not the buyer's name"
    assert take(bench, version) == text, "taken again"
    assert [line.action for line in detail.audit].count("reply.handed_over") == 1
    assert bench.desk.delivery.start(detail.replies[-1].id, shop=SHOP) is None


def test_nothing_is_handed_over_without_an_approval(bench: Bench) -> None:
    bench.receive(platform="taobao")
    with pytest.raises(NotApproved, match="nobody approved"):
        take(bench, 1)
    bench.desk.approve("c1", shop=SHOP, version=1, by="林", role="agent")
    with pytest.raises(NotApproved, match="only looks"):
        take(bench, 1, role="auditor")
    bench.desk.undo("c1", shop=SHOP, by="林")
    with pytest.raises(NotApproved, match="nobody approved"):
        take(bench, 1)


def test_a_newer_word_of_the_buyer_or_another_chat_stops_it(bench: Bench) -> None:
    version = approved(bench)
    take(bench, version, contact=BUYER)
    with pytest.raises(WrongChat):
        take(bench, version, contact="somebody else")
    bench.receive("c1", "还有一个问题", platform="taobao")
    with pytest.raises(MoveNotAllowed, match="newer"):
        take(bench, version, contact=BUYER)


def test_a_reply_on_its_way_or_of_another_platform_is_not_taken(bench: Bench) -> None:
    version = approved(bench)
    item = bench.desk.case("c1", shop=SHOP).replies[-1]
    with bench.store.writing(SHOP) as work:
        work.outbox.move(
            item.id,
            from_=[OutboxState.QUEUED],
            to=OutboxState.SENDING,
            updated_at=bench.clock.now(),
        )
    with pytest.raises(MoveNotAllowed, match="sending"):
        take(bench, version)
    bench.receive("m1", platform="other")
    bench.desk.approve("m1", shop=SHOP, version=1, by="林", role="agent")
    with pytest.raises(MoveNotAllowed, match="by hand"):
        bench.desk.hand_over("m1", shop=SHOP, version=1, by="林", role="agent")


def test_the_panel_shows_the_buyer_in_front_of_one(bench: Bench) -> None:
    client = client_of(bench)
    asked = call(client, "panel_ask", text="衣服破了", contact=BUYER, order="2611200137000001")
    row = asked["row"]
    assert (row["state"], row["said"], row["order"]) == ("waiting", "衣服破了", "000001")
    bench.receive("x1", "别人的", platform="taobao")
    bench.receive("x2", "别的平台", platform="other")
    mine = call(client, "panel_cases", contact=BUYER)["rows"]
    assert [one["id"] for one in mine] == [row["id"]]
    assert {one["id"] for one in call(client, "panel_cases")["rows"]} == {row["id"], "x1"}
    found = call(client, "panel_cases", search="0137000001")["rows"]
    assert [one["id"] for one in found] == [row["id"]]
    again = call(client, "panel_ask", text="还在吗", contact=BUYER, order="2611200137000001")
    assert again["row"]["id"] == row["id"] and again["row"]["said"] == "还在吗"
    stored = bench.desk.case(row["id"], shop=SHOP).record
    assert BUYER not in stored.model_dump_json()


def test_approving_in_the_panel_hands_over_at_once(bench: Bench) -> None:
    client = client_of(bench)
    row = call(client, "panel_ask", text="衣服破了", contact=BUYER)["row"]
    act = {"case_id": row["id"], "version": row["version"], "contact": BUYER}
    done = call(client, "panel_approve", **act)
    assert done["text"] == row["text"] and done["row"]["state"] == "taken"
    assert call(client, "panel_take", **act)["text"] == row["text"]
    other = call(client, "panel_ask", text="第二件", contact="b2")["row"]
    blocked = call(
        client, "panel_approve", case_id=other["id"], version=other["version"], text="FORBIDDEN"
    )
    assert blocked["code"] == "NotApproved" and "text" not in blocked
    stale = call(client, "panel_approve", case_id=other["id"], version=99)
    assert stale["code"] == "VersionConflict"


def test_what_needs_a_second_look_needs_a_second_press(bench: Bench) -> None:
    client = client_of(bench)
    bench.proposer.reading = Reading(risks=(Risk.LEGAL,))
    row = call(client, "panel_ask", text="不退我就起诉", contact=BUYER)["row"]
    act = {"case_id": row["id"], "version": row["version"], "contact": BUYER}
    first = call(client, "panel_approve", **act)
    assert (first["code"], first["cautions"]) == ("confirm", ["law"]) and "text" not in first
    assert bench.desk.case(row["id"], shop=SHOP).approvals == ()
    assert call(client, "panel_approve", **act, confirmed=True)["text"] == row["text"]


def test_the_door_the_origin_and_the_role(bench: Bench) -> None:
    stranger = TestClient(
        panel_app(bench, USERS), base_url="http://127.0.0.1", follow_redirects=False
    )
    assert stranger.get("/panel").headers["location"] == "/login?next=/panel"
    to_login = stranger.get("/panel?qianniu&shop=demo").headers["location"]
    assert to_login == "/login?next=/panel%3Fqianniu%26shop%3Ddemo"
    assert call(stranger, "panel_cases")["code"] == "signed_out"
    signed = stranger.post(
        "/login?next=/panel", data={"username": "林", "password": "console-password-1"}
    )
    assert signed.headers["location"] == "/panel"
    assert stranger.get(to_login).headers["location"] == "/panel?qianniu&shop=demo"
    for away in ("https://evil.example/", "//evil.example", "/panel/..//evil", "javascript:1"):
        assert stranger.get("/login", params={"next": away}).headers["location"] == "/"
    client = client_of(bench)
    page = client.get("/panel")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert client.get("/panel/static/panel.js").status_code == 200
    assert client.get("/panel/static/login.html").status_code == 404
    assert client.post("/panel/call/nothing", json={}).status_code == 404
    assert client.post("/panel/call/panel_cases", content=b"{").status_code == 400
    foreign = client.post(
        "/panel/call/panel_cases", json={"shop": SHOP}, headers={"Origin": "https://evil.example"}
    )
    assert "another site" in foreign.json()["error"]
    version = approved(bench)
    auditor = client_of(bench, "审")
    for name in ("panel_ask", "panel_approve", "panel_take"):
        answer = call(auditor, name, case_id="c1", version=version, text="x")
        assert answer["code"] == "NotApproved", name


def waiting_in(bench: Bench, filter: str) -> list[str]:
    return [record.case.id for record in bench.desk.queue(SHOP, filter=filter).items]


def test_a_chat_reply_approved_in_the_console_waits_for_a_hand(bench: Bench) -> None:
    version = approved(bench)
    detail = bench.desk.case("c1", shop=SHOP)
    assert (detail.record.status, detail.record.alert) == (CaseStatus.APPROVED, TO_SEND_BY_HAND)
    assert (waiting_in(bench, "open"), waiting_in(bench, "by_hand")) == ([], ["c1"])
    client = client_of(bench)
    row = call(client, "panel_cases")["rows"][0]
    assert (row["state"], row["text"]) == ("to_send", detail.replies[-1].payload["text"])
    assert call(client, "panel_take", case_id="c1", version=version)["row"]["state"] == "taken"
    done = bench.desk.case("c1", shop=SHOP).record
    assert (done.status, done.alert) == (CaseStatus.ANSWERED, "")
    assert waiting_in(bench, "by_hand") == []


def test_what_is_no_longer_meant_waits_for_no_hand(bench: Bench) -> None:
    approved(bench)
    bench.desk.undo("c1", shop=SHOP, by="林")
    assert bench.desk.case("c1", shop=SHOP).record.alert == ""
    bench.desk.approve("c1", shop=SHOP, version=1, by="林", role="agent")
    bench.receive("c1", "还有一个问题", platform="taobao")
    assert bench.desk.case("c1", shop=SHOP).record.alert == ""
    bench.receive("m1", platform="other")
    bench.desk.approve("m1", shop=SHOP, version=1, by="林", role="agent")
    assert bench.desk.case("m1", shop=SHOP).record.alert == "", "another platform's chat"


def test_a_chat_that_a_channel_answers_waits_for_no_hand(database_url: str) -> None:
    bench = Bench(
        database_url, leaves=lambda _shop, channel, surface: (channel, surface) == ("api", "im")
    )
    approved(bench)
    assert bench.desk.case("c1", shop=SHOP).record.alert == ""
    bench.close()


def test_it_waits_through_the_daily_look(bench: Bench) -> None:
    approved(bench)
    bench.clock.forward(timedelta(hours=30))
    bench.desk.delivery.sweep_all()
    assert bench.desk.case("c1", shop=SHOP).record.alert == TO_SEND_BY_HAND
