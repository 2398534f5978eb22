"""The application over a scripted proposer and a SQLite file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent.channels.switchboard import Switchboard
from agent.channels.webhook import WebhookChannel
from agent.server import AppParts, create_app
from tests.scripted import SHOP, Bench, sqlite_url

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
OLD_SECRET = "whsec_" + "enp6enp6enp6enp6enp6enp6enp6enp6enp6"
TOKENS = [
    ("林", "agent", "agent-token-0123456789"),
    ("陈", "lead", "lead-token-0123456789"),
    ("管", "admin", "admin-token-0123456789"),
    ("审计", "auditor", "auditor-token-0123456789"),
]


def auth(role: str = "agent") -> dict[str, str]:
    return {"Authorization": f"Bearer {role}-token-0123456789"}


def make_app(bench: Bench, **options):
    channel = WebhookChannel(secrets=[SECRET, OLD_SECRET], clock=bench.clock)
    return create_app(
        AppParts(
            **{
                "desk": bench.desk,
                "store": bench.store,
                "clock": bench.clock,
                "shop": SHOP,
                "shop_settings": bench.shops.__getitem__,
                "channels": Switchboard({SHOP: {"webhook": channel}}),
                "tokens": TOKENS,
                "console": False,
                **options,
            }
        )
    )


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(sqlite_url(tmp_path))
    yield made
    made.close()


@pytest.fixture
def app_of():
    """Makes the application over a bench, with options of its own."""
    return make_app


@pytest.fixture
def client(bench: Bench) -> Iterator[TestClient]:
    """An unauthenticated client; `headers=auth("lead")` signs a request."""
    with TestClient(make_app(bench), base_url="http://127.0.0.1") as made:
        yield made


@pytest.fixture
def signed():
    """Headers of a caller by role."""
    return auth


@pytest.fixture
def secrets() -> tuple[str, str]:
    """The webhook's secrets, newest first."""
    return SECRET, OLD_SECRET
