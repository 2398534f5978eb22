"""A real Matrix Synapse with an application service registered."""

import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from tests.servers.process import answers, free_port, python_of, running

SERVER = "shop.test"
SECRET = "registration"


@dataclass(frozen=True)
class Person:
    """Somebody logged in with a chat client."""

    base: str
    user_id: str
    token: str

    def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = httpx.request(
            method,
            f"{self.base}/_matrix/client/v3{path}",
            json=body,
            headers={"authorization": f"Bearer {self.token}"},
            timeout=20,
            trust_env=False,
        )
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def open_room(self, *invited: str) -> str:
        return str(self.call("POST", "/createRoom", {"invite": list(invited)})["room_id"])

    def join(self, room: str) -> None:
        self.call("POST", f"/join/{quote(room)}", {})

    def say(self, room: str, text: str, transaction: str) -> str:
        path = f"/rooms/{quote(room)}/send/m.room.message/{transaction}"
        return str(self.call("PUT", path, {"msgtype": "m.text", "body": text})["event_id"])

    def heard(self, room: str) -> list[tuple[str, str]]:
        """Return (sender, text) of every message of a room, oldest first."""
        events = self.call("GET", f"/rooms/{quote(room)}/messages?dir=f&limit=200")["chunk"]
        return [
            (event["sender"], event["content"]["body"])
            for event in events
            if event["type"] == "m.room.message" and "body" in event["content"]
        ]

    def invitations(self) -> list[str]:
        return list(self.call("GET", "/sync?timeout=0").get("rooms", {}).get("invite", {}))


@dataclass(frozen=True)
class Synapse:
    """The running server; its application service may speak for `@desk…` users."""

    base: str
    as_token: str
    hs_token: str

    def register(self, name: str) -> Person:
        url = f"{self.base}/_synapse/admin/v1/register"
        nonce = httpx.get(url, trust_env=False).json()["nonce"]
        text = b"\0".join(part.encode() for part in (nonce, name, "password", "notadmin"))
        body = {
            "nonce": nonce,
            "username": name,
            "password": "password",
            "mac": hmac.new(SECRET.encode(), text, sha1).hexdigest(),
        }
        answer = httpx.post(url, json=body, timeout=20, trust_env=False)
        answer.raise_for_status()
        found = answer.json()
        return Person(self.base, found["user_id"], found["access_token"])


@contextmanager
def synapse(folder: Path, *, push_to: str) -> Iterator[Synapse]:
    """Run Synapse in `folder`; it pushes what its application service may see to `push_to`."""
    python = python_of("synapse")
    if python is None:
        raise RuntimeError("Synapse is not installed; run `make servers`")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    made = Synapse(base, as_token="as-" + "a" * 30, hs_token="hs-" + "h" * 30)
    _write(folder, port, made, push_to)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [python, "-m", "synapse.app.homeserver", "-c", folder / "homeserver.yaml"]
    with running(
        command,
        ready=answers(f"{base}/health"),
        log=folder / "synapse.log",
        environment=environment,
    ):
        yield made


def _write(folder: Path, port: int, made: Synapse, push_to: str) -> None:
    # JSON is YAML, and needs no library to write.
    service = {
        "id": "desk",
        "url": push_to,
        "as_token": made.as_token,
        "hs_token": made.hs_token,
        "sender_localpart": "desk",
        "rate_limited": False,
        "namespaces": {"users": [{"exclusive": True, "regex": f"@desk.*:{SERVER}"}]},
    }
    (folder / "desk.yaml").write_text(json.dumps(service), encoding="utf-8")
    fast = {"per_second": 1000, "burst_count": 1000}
    settings = {
        "server_name": SERVER,
        "report_stats": False,
        "signing_key_path": str(folder / "signing.key"),
        "media_store_path": str(folder / "media"),
        "pid_file": str(folder / "pid"),
        "database": {"name": "sqlite3", "args": {"database": str(folder / "synapse.db")}},
        "listeners": [
            {
                "port": port,
                "type": "http",
                "bind_addresses": ["127.0.0.1"],
                "resources": [{"names": ["client"]}],
            }
        ],
        "registration_shared_secret": SECRET,
        "macaroon_secret_key": "m",
        "form_secret": "f",
        "trusted_key_servers": [],
        "app_service_config_files": [str(folder / "desk.yaml")],
        "rc_message": fast,
        "rc_joins": {"local": fast, "remote": fast},
        "rc_invites": {"per_room": fast, "per_user": fast, "per_issuer": fast},
        "rc_login": {"address": fast, "account": fast, "failed_attempts": fast},
    }
    from base64 import b64encode

    key = b64encode(os.urandom(32)).decode().rstrip("=")
    (folder / "signing.key").write_text(f"ed25519 a_test {key}\n", encoding="utf-8")
    (folder / "homeserver.yaml").write_text(json.dumps(settings), encoding="utf-8")
