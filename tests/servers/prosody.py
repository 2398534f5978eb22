"""A real Prosody with one XMPP component."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import free_port, running

HOST = "shop.test"
COMPONENT = "desk.shop.test"


@dataclass(frozen=True)
class Prosody:
    """The running server; people named in `people` log in on `client_port` with password `password`."""

    client_port: int
    component_port: int
    secret: str


def installed() -> bool:
    return shutil.which("prosody") is not None


@contextmanager
def prosody(folder: Path, *, people: tuple[str, ...]) -> Iterator[Prosody]:
    """Run Prosody in `folder`."""
    made = Prosody(free_port(), free_port(), "component secret")
    folder.chmod(0o755)
    # Component ports are global settings: they must stand before the first host.
    (folder / "prosody.cfg.lua").write_text(
        f"""
run_as_root = true
daemonize = false
pidfile = "{folder}/prosody.pid"
data_path = "{folder}"
plugin_paths = {{ }}
log = {{ info = "{folder}/prosody.log" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {made.client_port} }}
s2s_ports = {{ }}
component_ports = {{ {made.component_port} }}
component_interfaces = {{ "127.0.0.1" }}
modules_enabled = {{ "roster", "saslauth", "disco", "ping" }}
modules_disabled = {{ "s2s" }}
authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
VirtualHost "{HOST}"
Component "{COMPONENT}"
  component_secret = "{made.secret}"
""",
        encoding="utf-8",
    )
    accounts = folder / HOST.replace(".", "%2e") / "accounts"
    accounts.mkdir(parents=True)
    for name in people:
        (accounts / f"{name}.dat").write_text(
            'return { ["password"] = "password"; };\n', encoding="utf-8"
        )

    def ready() -> bool:
        try:
            for port in (made.client_port, made.component_port):
                socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return False
        return True

    command = ["prosody", "--config", folder / "prosody.cfg.lua", "-F"]
    with running(command, ready=ready, log=folder / "output.log"):
        yield made
