"""The console is mounted beside the API, and closed to whoever has not signed in."""

import gc

import pytest
from fastapi.testclient import TestClient

pytest.importorskip("gradio", reason="console not run: gradio is not here")

# Gradio leaves event loops of its own to the garbage collector; they are collected here, not in somebody else's test.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

USERS = [("林", "agent", "console-password-1")]
GUARDED = ("/config", "/gradio_api/info")


@pytest.fixture(autouse=True)
def _collected():
    yield
    gc.collect()


def test_without_users_the_console_is_this_machines(bench, app_of):
    with TestClient(app_of(bench, tokens=(), console=True), base_url="http://127.0.0.1") as client:
        assert client.get("/").status_code == 200
        assert client.get("/panel").status_code == 200
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 403
        assert client.get("/healthz").json() == {"status": "ok"}


def test_with_users_nothing_is_told_before_the_login(bench, app_of, signed):
    app = app_of(bench, console=True, console_users=USERS)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for path in GUARDED:
            assert client.get(path).status_code in (401, 404), path
        asked = {"component_id": 1, "session_hash": "x", "fn_name": "queue", "data": {}}
        assert client.post("/gradio_api/component_server", json=asked).status_code == 401
        assert client.post("/gradio_api/queue/join", json={"data": []}).status_code == 401
        wrong = client.post("/login", data={"username": "林", "password": "wrong"})
        assert wrong.status_code == 400
        assert client.get("/config").status_code == 401
        right = client.post("/login", data={"username": "林", "password": "console-password-1"})
        assert right.status_code == 200
        assert client.get("/config").status_code == 200
        assert client.get("/api/v1/cases", headers=signed()).status_code == 200
        assert client.get("/api/v1/cases").status_code == 401
