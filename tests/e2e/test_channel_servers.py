"""The desk beside real chat servers: a private draft, nothing public before approval, one reply after it, a crash between."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.desk import SHOP, DeskServer, desk_server, until_true
from tests.servers.helpdesk import STAFF, helpdesk
from tests.servers.process import free_port, python_of
from tests.servers.prosody import COMPONENT, HOST, installed, prosody
from tests.servers.synapse import SERVER, Person, synapse

pytestmark = pytest.mark.slow

TEXT = "鞋子穿了两天不想要了，可以七天无理由退货吗"
SECRET = "a path secret of the desk"


def said_by_desk(person: Person, room: str) -> list[str]:
    return [text for sender, text in person.heard(room) if sender.startswith("@desk")]


@pytest.mark.skipif(
    python_of("synapse") is None, reason="Synapse is not installed: run `make servers`"
)
def test_matrix_synapse(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    (tmp_path / "synapse").mkdir()
    with synapse(tmp_path / "synapse", push_to=f"{base}/hooks/{SHOP}/matrix") as server:
        buyer, clerk = server.register("buyer"), server.register("lin")
        staff_room = clerk.open_room(f"@desk:{SERVER}")
        channels = {
            "matrix": {
                "homeserver": server.base,
                "server_name": SERVER,
                "as_token": server.as_token,
                "hs_token": server.hs_token,
                "staff_room": staff_room,
                "staff": {clerk.user_id: "agent"},
            }
        }
        with desk_server(tmp_path, channels, port) as desk:
            room = buyer.open_room(f"@desk:{SERVER}")
            until_true(lambda: len(_members(buyer, room)) == 2, what="the desk to join")
            buyer.say(room, "在吗", "t1")
            draft = until_true(
                lambda: said_by_desk(clerk, staff_room), what="a draft for staff", log=desk._log
            )[-1]
            assert said_by_desk(buyer, room) == []
            desk.kill()
            buyer.say(room, TEXT, "t2")
            desk.start()
            newer = until_true(
                lambda: [one for one in said_by_desk(clerk, staff_room) if one != draft],
                what="a draft of the message that came while the desk was away",
            )[-1]
            assert said_by_desk(buyer, room) == []
            clerk.say(staff_room, newer.splitlines()[-1], "ok1")
            said = until_true(lambda: said_by_desk(buyer, room), what="the reply")
            desk.kill()
            desk.start()
            clerk.say(staff_room, newer.splitlines()[-1], "ok2")
            buyer.say(room, "好的谢谢", "t3")
            until_true(
                lambda: len(_messages(desk, f"mx-{room.lstrip('!')}")) >= 3, what="the thanks"
            )
            assert said_by_desk(buyer, room) == said and len(said) == 1
            assert said[0] in newer
            wrong = httpx.put(
                f"{base}/hooks/{SHOP}/matrix/_matrix/app/v1/transactions/9",
                json={"events": []},
                headers={"authorization": "Bearer wrong"},
                trust_env=False,
            )
            assert wrong.status_code in (401, 403)


def _members(person: Person, room: str) -> dict[str, Any]:
    joined: dict[str, Any] = person.call("GET", f"/rooms/{room}/joined_members")["joined"]
    return joined


def _messages(desk: DeskServer, case_id: str) -> list[Any]:
    try:
        case = desk.call("GET", f"/api/v1/cases/{case_id}")
    except AssertionError:
        return []
    return list(case["case"]["messages"])


@pytest.mark.skipif(
    python_of("helpdesk") is None, reason="django-helpdesk is not installed: run `make servers`"
)
def test_django_helpdesk(tmp_path: Path) -> None:
    port = free_port()
    hook = f"http://127.0.0.1:{port}/hooks/{SHOP}/helpdesk/{SECRET.replace(' ', '-')}"
    (tmp_path / "site").mkdir()
    with helpdesk(
        tmp_path / "site", new_ticket=f"{hook}/new", follow_up=f"{hook}/follow-up"
    ) as site:
        channels = {
            "helpdesk": {
                "url": site.base,
                "user": STAFF[0],
                "password": STAFF[1],
                "user_id": 1,
                "secret": SECRET.replace(" ", "-"),
            }
        }
        with desk_server(tmp_path, channels, port) as desk:
            site.submit("退货", TEXT, "buyer@example.org")
            draft = until_true(
                lambda: _follow_ups(site.ticket(1), public=False),
                what="a private draft",
                log=desk._log,
            )[-1]
            desk.kill()
            desk.start()
            case = desk.call("GET", "/api/v1/cases/ticket-1")
            text = case["drafts"][-1]["draft"]["text"]
            assert text in draft and not any(text in mail for mail in site.mails())
            assert _follow_ups(site.ticket(1), public=True, own=True) == []
            version = case["draft_version"]
            desk.call("POST", "/api/v1/cases/ticket-1/approve", {"draft_version": version})
            said = until_true(
                lambda: _follow_ups(site.ticket(1), public=True, own=True), what="the reply"
            )
            assert said == [text] and site.ticket(1)["title"] == "退货"
            assert _follow_ups(site.ticket(1), public=True, own=True) == [text]
            until_true(lambda: len(site.mails()) >= 2, what="the reply's mail")
            assert sum(text[:20] in mail for mail in site.mails()) == 1
            wrong = httpx.post(
                f"http://127.0.0.1:{port}/hooks/{SHOP}/helpdesk/wrong/new", json={}, trust_env=False
            )
            assert wrong.status_code in (401, 403)


def _follow_ups(ticket: dict[str, Any], *, public: bool, own: bool = False) -> list[str]:
    return [
        one["comment"]
        for one in ticket["followup_set"]
        if one["public"] is public and (not own or one["user"] == 1)
    ]


class XmppPerson:
    """Somebody with a chat client, in a thread of its own."""

    def __init__(self, name: str, port: int) -> None:
        from slixmpp import ClientXMPP

        self.heard: list[tuple[str, str]] = []
        self._ready = threading.Event()
        self._port = port
        self._name = name
        self._client_type = ClientXMPP
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(20), "the chat client did not log in"

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._client = self._client_type(f"{self._name}@{HOST}", "password")
        self._client.enable_direct_tls = False
        self._client.enable_starttls = False
        self._client.enable_plaintext = True
        self._client["feature_mechanisms"].unencrypted_plain = True
        self._client.add_event_handler("session_start", self._began)
        self._client.add_event_handler(
            "message", lambda one: self.heard.append((one["from"].bare, one["body"]))
        )
        self._client.connect("127.0.0.1", self._port)
        await self._stop.wait()
        await self._client.disconnect()

    def _began(self, _: Any) -> None:
        self._client.send_presence()
        self._ready.set()

    def say(self, to: str, text: str) -> None:
        self._loop.call_soon_threadsafe(
            lambda: self._client.send_message(mto=to, mbody=text, mtype="chat")
        )

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)


@contextmanager
def chatting(name: str, port: int) -> Iterator[XmppPerson]:
    person = XmppPerson(name, port)
    try:
        yield person
    finally:
        person.close()


@pytest.mark.skipif(not installed(), reason="Prosody is not installed: run `make servers`")
def test_xmpp_prosody(tmp_path: Path) -> None:
    pytest.importorskip("slixmpp", reason="the extra `xmpp` is not installed")
    (tmp_path / "prosody").mkdir()
    with prosody(tmp_path / "prosody", people=("buyer", "lin", "stranger")) as server:
        channels = {
            "xmpp": {
                "component": COMPONENT,
                "secret": server.secret,
                "port": server.component_port,
                "staff_address": f"lin@{HOST}",
                "staff": {f"lin@{HOST}": "agent"},
            }
        }
        with (
            chatting("buyer", server.client_port) as buyer,
            chatting("lin", server.client_port) as clerk,
            chatting("stranger", server.client_port) as stranger,
            desk_server(tmp_path, channels) as desk,
        ):
            care = f"care@{COMPONENT}"

            def drafted() -> list[str]:
                return [text for sender, text in clerk.heard if sender == care]

            def connected() -> bool:
                # Without the component the server answers with an error, and the buyer tries again.
                buyer.say(care, TEXT)
                time.sleep(1)
                return bool(drafted())

            until_true(connected, what="the component to be connected", log=desk._log)
            draft = until_true(drafted, what="a draft for staff", log=desk._log)[-1]
            command = draft.splitlines()[-1]
            desk.kill()
            desk.start()
            stranger.say(care, command)
            assert [text for sender, text in buyer.heard if sender == care] == []

            def replied() -> list[str]:
                clerk.say(care, drafted()[-1].splitlines()[-1])
                return [text for sender, text in buyer.heard if sender == care]

            said = until_true(replied, what="the reply", log=desk._log)
            assert len(said) == 1 and said[0] in drafted()[-1]
            clerk.say(care, command)
            assert [text for sender, text in buyer.heard if sender == care] == said
