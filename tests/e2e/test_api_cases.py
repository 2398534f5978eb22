"""The API over HTTP: drafts, cases, decisions, refusals."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import get_args

import pytest
from fastapi.testclient import TestClient

from agent.api.cases import Filter
from agent.domain.case import CaseStatus
from agent.domain.money import Money
from agent.domain.shop import Shop
from agent.errors import ConfigurationError, ModelUnavailable, NotFound
from agent.server import credentials, refuse_open_doors
from agent.store.cases import FILTERS
from tests.scripted import SHOP

CASE = {"id": "c1", "messages": [{"role": "buyer", "text": "衣服太小了，电话13800138000"}]}
BUYER = "13800138000"


def bring(client, signed, **fields):
    answer = client.post("/api/v1/cases", json={**CASE, **fields}, headers=signed())
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_the_api_offers_every_filter_of_the_queue():
    assert set(get_args(Filter)) == set(FILTERS)


def assert_problem(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) - {"errors"} == {"type", "title", "status", "detail", "instance", "code"}
    assert (body["status"], body["code"]) == (status, code)
    assert "\n" not in body["detail"]
    assert BUYER not in answer.text
    return body


def test_a_draft_is_the_contracts_section_3_and_stores_nothing(client, signed, bench):
    answer = client.post("/api/v1/drafts?writer=template", json=CASE, headers=signed())
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {
        "case_id", "release", "reading", "decision", "draft", "findings", "blocked", "timings_ms",
    }  # fmt: skip
    assert bench.proposer.calls == [(SHOP, "c1", 1, "template")]
    assert_problem(client.get("/api/v1/cases/c1", headers=signed()), 404, "not_found")


def test_from_case_to_approved_reply(client, signed, bench):
    case = bring(client, signed)
    assert (case["status"], case["lane"], case["draft_version"]) == ("waiting", "refund", 1)
    assert case["seconds_to_breach"] == 3600
    page = client.get("/api/v1/cases", headers=signed()).json()
    assert [item["id"] for item in page["items"]] == ["c1"]
    seen = client.get("/api/v1/cases/c1", headers=signed())
    assert seen.headers["etag"] == '"1"'
    answer = client.post("/api/v1/cases/c1/approve", json={"draft_version": 1}, headers=signed())
    assert answer.status_code == 200
    assert answer.json()["state"] == "queued"
    after = client.get("/api/v1/cases/c1", headers=signed()).json()
    assert (after["status"], after["approvals"][0]["by"]) == ("approved", "林")
    undone = client.post("/api/v1/cases/c1/undo", headers=signed()).json()
    assert undone["status"] == "waiting"


def test_every_decision(client, signed, bench):
    bring(client, signed)
    post = lambda act, **body: client.post(f"/api/v1/cases/c1/{act}", json=body, headers=signed())  # noqa: E731
    assert post("regenerate", draft_version=1, style="template").json()["draft_version"] == 2
    assert post("reject", draft_version=2, reason="语气").json()["status"] == "rejected"
    assert post("regenerate", draft_version=2).json()["draft_version"] == 3
    assert post("escalate", draft_version=3).json()["lane"] == "escalation"
    assert_problem(post("edit", draft_version=3, text="好的"), 403, "not_approved")
    lead = client.post(
        "/api/v1/cases/c1/edit", json={"draft_version": 3, "text": "好的"}, headers=signed("lead")
    )
    assert lead.json()["state"] == "queued"


@pytest.mark.parametrize(
    ("body", "header", "status"),
    [
        ({}, None, 428),
        ({}, '"1"', 200),
        ({}, 'W/"1"', 200),
        ({"draft_version": 1}, '"1"', 200),
        ({"draft_version": 1}, '"2"', 412),
        ({}, "*", 412),
        ({}, '"2"', 409),
        ({"draft_version": 2}, None, 409),
        ({"draft_version": 0}, None, 422),
        ({"draft_version": "x"}, None, 422),
    ],
)
def test_a_decision_names_the_draft_that_was_seen(client, signed, body, header, status):
    bring(client, signed)
    headers = {**signed(), **({"If-Match": header} if header else {})}
    answer = client.post("/api/v1/cases/c1/approve", json=body, headers=headers)
    assert answer.status_code == status, answer.text


def test_the_guards_findings_are_named(client, signed):
    bring(client, signed)
    answer = client.post(
        "/api/v1/cases/c1/edit", json={"draft_version": 1, "text": "FORBIDDEN"}, headers=signed()
    )
    body = assert_problem(answer, 403, "not_approved")
    assert "promise: a promise that nobody decided" in body["detail"]


OVERRIDE = {
    "reason": "退款已经批准，是误判",
    "findings": [{"kind": "promise", "text": "FORBIDDEN"}],
}


def overriding(client, headers, override=OVERRIDE, text="亲，FORBIDDEN"):
    body = {"draft_version": 1, "text": text, "override": override}
    return client.post("/api/v1/cases/c1/edit", json=body, headers=headers)


def test_a_lead_overrides_the_findings_that_are_named(client, signed, bench):
    bring(client, signed)
    body = assert_problem(overriding(client, signed()), 403, "not_approved")
    assert "needs the role lead" in body["detail"]
    headers = {**signed("lead"), "Idempotency-Key": "o1"}
    first, again = overriding(client, headers), overriding(client, headers)
    assert (first.status_code, first.json()["state"]) == (200, "queued")
    assert (again.json(), again.headers["idempotent-replayed"]) == (first.json(), "true")
    for change in (None, {**OVERRIDE, "reason": "换个理由"}):
        assert_problem(overriding(client, headers, change), 422, "idempotency_key")
    seen = client.get("/api/v1/cases/c1", headers=signed("lead")).json()
    approval = seen["approvals"][0]
    assert (approval["act"], approval["by"], approval["reason"]) == (
        "override", "陈", OVERRIDE["reason"],
    )  # fmt: skip
    assert seen["audit"][-1]["action"] == "draft.override"
    assert seen["audit"][-1]["detail"]["kinds"] == ["promise"]


def test_a_blocked_draft_is_approved_with_an_override(client, signed):
    bring(client, signed, messages=[{"role": "buyer", "text": "FORBIDDEN"}])
    post = lambda **more: client.post("/api/v1/cases/c1/approve", json={"draft_version": 1, **more}, headers=signed("admin"))  # noqa: E731  # fmt: skip
    assert_problem(post(), 403, "not_approved")
    assert post(override=OVERRIDE).json()["state"] == "queued"


@pytest.mark.parametrize(
    ("override", "status", "code", "said"),
    [
        ({"findings": OVERRIDE["findings"]}, 422, "invalid_input", "override.reason"),
        ({**OVERRIDE, "reason": "  "}, 422, "invalid_input", "override.reason"),
        ({**OVERRIDE, "reason": "x" * 501}, 422, "invalid_input", "override.reason"),
        ({**OVERRIDE, "findings": []}, 422, "invalid_input", "override.findings"),
        ({**OVERRIDE, "findings": [{"kind": "any"}]}, 422, "invalid_input", "findings.0.kind"),
        ({**OVERRIDE, "role": "admin"}, 422, "invalid_input", "override.role: unknown key"),
        ({**OVERRIDE, "findings": [{"kind": "pii"}]}, 422, "invalid_input", "nobody can override pii"),
        ({**OVERRIDE, "findings": [{"kind": "promise"}]}, 403, "not_approved", "the guards block"),
        ({**OVERRIDE, "findings": [{"kind": "tone", "text": "FORBIDDEN"}]}, 403, "not_approved", "the guards block"),
    ],
)  # fmt: skip
def test_an_override_that_does_not_hold(client, signed, bench, override, status, code, said):
    bring(client, signed)
    answer = overriding(client, signed("lead"), override)
    body = assert_problem(answer, status, code)
    assert said in body["detail"]
    assert not bench.desk.case("c1", shop=SHOP).replies


def test_an_amount_above_the_ceiling(client, signed, bench):
    bench.shops[SHOP] = Shop(id=SHOP, authority={"agent": Money.of("50"), "lead": Money.of("500")})
    bench.proposer.amount = Money.of("99")
    bring(client, signed)
    act = {"json": {"draft_version": 1}}
    body = assert_problem(
        client.post("/api/v1/cases/c1/approve", headers=signed(), **act), 403, "not_approved"
    )
    assert "ceiling of agent, 50.00 CNY" in body["detail"]
    assert client.post("/api/v1/cases/c1/approve", headers=signed("lead"), **act).status_code == 200


def test_two_approvals_at_once(client, signed, bench):
    bring(client, signed)

    def approve(role):
        return client.post(
            "/api/v1/cases/c1/approve", json={"draft_version": 1}, headers=signed(role)
        )

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(approve, ["agent", "lead", "agent", "lead"]))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    loser = next(answer for answer in answers if answer.status_code == 409)
    body = assert_problem(loser, 409, "version_conflict")
    assert "draft approved by" in body["detail"]
    assert "2026-11-21T02:00:00" in body["detail"]
    assert len(bench.desk.case("c1", shop=SHOP).replies) == 1


def test_a_key_replays_its_answer(client, signed, bench):
    bring(client, signed)
    headers = {**signed(), "Idempotency-Key": "k1"}
    first = client.post("/api/v1/cases/c1/approve", json={"draft_version": 1}, headers=headers)
    again = client.post("/api/v1/cases/c1/approve", json={"draft_version": 1}, headers=headers)
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    other = client.post("/api/v1/cases/c1/approve", json={"draft_version": 2}, headers=headers)
    assert_problem(other, 422, "idempotency_key")
    edit = client.post(
        "/api/v1/cases/c1/edit", json={"draft_version": 1, "text": "x"}, headers=headers
    )
    assert_problem(edit, 422, "idempotency_key")
    theirs = client.post(
        "/api/v1/cases/c1/approve",
        json={"draft_version": 1},
        headers={**signed("lead"), "Idempotency-Key": "k1"},
    )
    assert_problem(theirs, 409, "version_conflict")  # another caller's key is another key
    assert len(bench.desk.case("c1", shop=SHOP).replies) == 1


def test_a_refusal_is_replayed_too_and_a_running_key_is_said(client, signed, bench):
    bring(client, signed)
    headers = {**signed(), "Idempotency-Key": "k2"}
    body = {"draft_version": 1, "text": "FORBIDDEN"}
    for _ in range(2):
        answer = client.post("/api/v1/cases/c1/edit", json=body, headers=headers)
        assert_problem(answer, 403, "not_approved")
    assert answer.headers["idempotent-replayed"] == "true"
    with bench.store.writing(SHOP) as work:
        work.answers.release("林", "k2")
    first = client.post("/api/v1/cases/c1/edit", json=body, headers=headers)
    assert "idempotent-replayed" not in first.headers
    assert_problem(
        client.post(
            "/api/v1/cases/c1/approve",
            json={"draft_version": 1},
            headers={**signed(), "Idempotency-Key": "x" * 201},
        ),
        400,
        "idempotency_key",
    )


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("/api/v1/drafts", {**CASE, "mesages": []}, "mesages: unknown key"),
        ("/api/v1/cases", {"messages": []}, "id: Field required"),
        ("/api/v1/cases", {"id": "x", "kind": BUYER}, "kind"),
        ("/api/v1/cases", {"id": "x", "messages": [{"text": BUYER, "colour": 1}]}, "messages.0.colour: unknown key"),
        ("/api/v1/cases", {"id": "x", "order": {"paid": {"value": BUYER + ".999"}}}, "order.paid"),
        ("/api/v1/cases", [1], "body"),
        ("/api/v1/cases/c1/approve", {"draft_version": 1, "by": "someone"}, "by: unknown key"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_without_the_buyers_words(client, signed, path, body, named):
    answer = client.post(path, json=body, headers=signed())
    detail = assert_problem(answer, 422, "invalid_input")["detail"]
    assert named in detail


@pytest.mark.parametrize(
    "text", ["{", '{"id": "c1",}', "", "\ufeff{}", '{"id": NaN', "[" * 50_000, "null"]
)
def test_malformed_json_is_one_line(client, signed, text):
    answer = client.post(
        "/api/v1/cases",
        content=text.encode(),
        headers={**signed(), "content-type": "application/json"},
    )
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "\n" not in answer.json()["detail"]


def test_long_and_odd_messages_are_taken(client, signed):
    for number, text in enumerate(("长" * 20_000, "😡😡😡", "\x00\u202e", "")):
        body = {"id": f"odd{number}", "messages": [{"text": text}]}
        assert client.post("/api/v1/cases", json=body, headers=signed()).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/cases"),
        ("GET", "/api/v1/cases/c1"),
        ("POST", "/api/v1/cases"),
        ("POST", "/api/v1/drafts"),
        ("POST", "/api/v1/search"),
        ("POST", "/api/v1/check"),
        ("POST", "/api/v1/cases/c1/approve"),
        ("POST", "/api/v1/cases/c1/edit"),
        ("POST", "/api/v1/cases/c1/reject"),
        ("POST", "/api/v1/cases/c1/escalate"),
        ("POST", "/api/v1/cases/c1/regenerate"),
        ("POST", "/api/v1/cases/c1/undo"),
    ],
)
@pytest.mark.parametrize(
    "header",
    [None, "Bearer", "Bearer wrong-token-0123456789", "Basic agent-token-0123456789", "Bearer é"],
)
def test_without_a_token_nothing(client, method, path, header):
    headers = {} if header is None else {"Authorization": header.encode()}
    answer = client.request(method, path, json=CASE if method == "POST" else None, headers=headers)
    assert_problem(answer, 401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_an_auditor_only_looks(client, signed):
    bring(client, signed)
    assert client.get("/api/v1/cases/c1", headers=signed("auditor")).status_code == 200
    for path in ("cases", "drafts", "cases/c1/approve"):
        answer = client.post(f"/api/v1/{path}", json=CASE, headers=signed("auditor"))
        assert_problem(answer, 403, "role")


def test_paging_filters_and_search(client, signed, bench):
    for number in range(5):
        bench.clock.forward(timedelta(seconds=1))
        bring(client, signed, id=f"c{number}")
    found, cursor = [], None
    while True:
        params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = client.get("/api/v1/cases", params=params, headers=signed()).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == [f"c{number}" for number in range(5)]
    get = lambda **params: client.get("/api/v1/cases", params=params, headers=signed())  # noqa: E731
    assert get(search="太小", lane="refund", filter="waiting").json()["items"]
    assert get(lane="exchange").json()["items"] == []
    assert_problem(get(cursor="nonsense"), 422, "invalid_input")
    for wrong in ({"filter": "x"}, {"lane": "x"}, {"limit": 0}, {"limit": 1000}):
        assert_problem(get(**wrong), 422, "invalid_input")


def test_shops_are_apart(client, signed, bench):
    bring(client, signed)
    assert client.get("/api/v1/cases?shop=other", headers=signed()).json()["items"] == []
    assert_problem(client.get("/api/v1/cases/c1?shop=other", headers=signed()), 404, "not_found")
    answer = client.post(
        "/api/v1/cases/c1/approve?shop=other", json={"draft_version": 1}, headers=signed()
    )
    assert_problem(answer, 404, "not_found")


def test_search_and_check_are_handed_over(bench, app_of, signed):
    def search(query, **options):
        if query == "missing":
            raise NotFound("shop 'demo' has no active release")
        return {
            "answerable": True,
            "results": [],
            "asked": [query, options["k"], str(options["on"])],
        }

    def check(text, *, shop, surface, context):
        return {"blocked": False, "findings": [], "asked": [text, shop, surface, context]}

    app = app_of(bench, search=search, check=check)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        post = lambda path, body: client.post(path, json=body, headers=signed())  # noqa: E731
        found = post("/api/v1/search", {"query": "退货", "k": 3, "on": "2026-09-01"}).json()
        assert found["asked"] == ["退货", 3, "2026-09-01"]
        checked = post("/api/v1/check", {"text": "好", "context": {"a": 1}}).json()
        assert checked["asked"] == ["好", SHOP, "im", {"a": 1}]
        assert_problem(post("/api/v1/search", {"query": "missing"}), 404, "not_found")


def test_a_part_that_is_away_is_503_and_unexpected_errors_tell_nothing(bench, app_of, signed):
    def away():
        raise ModelUnavailable("the model does not answer")

    def broken():
        raise RuntimeError(BUYER)

    app = app_of(bench)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        bench.proposer.meanwhile = away
        answer = client.post("/api/v1/drafts", json=CASE, headers=signed())
        assert_problem(answer, 503, "unreachable")
        bench.proposer.meanwhile = broken
        answer = client.post("/api/v1/drafts", json=CASE, headers=signed())
        assert_problem(answer, 500, "internal")


def test_health(client, bench, app_of):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "parts": {"database": True}}
    app = app_of(bench, ready=lambda: {"index": False})
    with TestClient(app, base_url="http://127.0.0.1") as other:
        answer = other.get("/readyz")
        assert (answer.status_code, answer.json()["parts"]["index"]) == (503, False)


def test_unknown_paths_have_the_one_shape(client, signed):
    assert_problem(client.get("/api/v1/nothing", headers=signed()), 404, "not_found")
    assert_problem(client.delete("/api/v1/cases", headers=signed()), 405, "method_not_allowed")


def test_the_description_is_openapi_3_1(client):
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/cases/{case_id}/approve" in described["paths"]


def test_without_tokens_this_machine_alone_is_let_in(bench, app_of):
    app = app_of(bench, tokens=())
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        assert client.get("/api/v1/cases").status_code == 200
        assert (
            client.get("/api/v1/cases", headers={"Origin": "http://localhost:1"}).status_code == 200
        )
        for headers in (
            {"Host": "evil.example"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
        ):
            assert_problem(client.get("/api/v1/cases", headers=headers), 403, "local_only")
        assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 200


@pytest.mark.parametrize(
    ("host", "tokens", "users", "console", "named"),
    [
        ("0.0.0.0", (), (), True, "AFTERSALES_TOKENS.*AFTERSALES_CONSOLE_USERS"),
        ("::", (), (), False, "AFTERSALES_TOKENS"),
        ("192.168.1.5", [("a", "lead", "x" * 16)], (), True, "AFTERSALES_CONSOLE_USERS"),
        ("desk.example", (), [("a", "lead", "x")], True, "AFTERSALES_TOKENS"),
        ("", (), (), True, "AFTERSALES_TOKENS"),
    ],
)  # fmt: skip
def test_open_doors_are_refused(bench, app_of, host, tokens, users, console, named):
    with pytest.raises(ConfigurationError, match=named):
        refuse_open_doors(host=host, tokens=tokens, console_users=users, console=console)
    with pytest.raises(ConfigurationError, match=named):
        app_of(bench, host=host, tokens=tokens, console_users=users, console=console)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_this_machine_needs_no_login(host):
    refuse_open_doors(host=host, tokens=(), console_users=(), console=True)


def test_beyond_this_machine_with_logins(bench, app_of, signed):
    app = app_of(bench, host="0.0.0.0")
    with TestClient(app, base_url="http://desk.example") as client:
        assert client.get("/api/v1/cases").status_code == 401
        assert client.get("/api/v1/cases", headers=signed()).status_code == 200


def test_credentials_are_read_and_never_shown():
    assert credentials(" 林:agent:a:b, 陈:lead:c ", setting="S") == [
        ("林", "agent", "a:b"),
        ("陈", "lead", "c"),
    ]
    assert credentials("", setting="S") == []
    for wrong in ("secret", "a:boss:secret", "a::secret", "a:agent:"):
        with pytest.raises(ConfigurationError, match="S: entry 1") as caught:
            credentials(wrong, setting="S")
        assert "secret" not in str(caught.value)


def test_a_case_worked_through_says_who_did_what(client, signed, bench):
    bring(client, signed)
    client.post("/api/v1/cases/c1/approve", json={"draft_version": 1}, headers=signed())
    seen = client.get("/api/v1/cases/c1", headers=signed()).json()
    assert [(line["actor"], line["action"]) for line in seen["audit"]] == [
        ("林", "case.opened"), ("desk", "draft.proposed"), ("林", "draft.approve"),
    ]  # fmt: skip
    assert BUYER not in json.dumps(seen["audit"])
    assert bench.desk.case("c1", shop=SHOP).record.status is CaseStatus.APPROVED
