"""One process of a desk over a scripted proposer: API, hook and durable work, to be killed at any moment."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from agent.channels.switchboard import Switchboard
from agent.channels.webhook import WebhookChannel
from agent.desk import Desk
from agent.domain.clock import SystemClock
from agent.domain.shop import Shop
from agent.server import AppParts, create_app, serve
from agent.store.database import Database
from agent.store.unit_of_work import Store
from agent.workflows import Workflows, system_database_url
from tests.scripted import SHOP, ScriptedProposer

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
TOKEN = "agent-token-0123456789"


_HASTY = {
    "retry_seconds": (0.2,) * 50,
    "coalesce_seconds": 0.1,
    "sweep_schedule": "*/5 * * * * *",
    "poll_seconds": 0.1,
}


def work(url: str, folder: Path, port: int, name: str, receiver: str, hasty: bool = True) -> None:
    """Serve until killed; `hasty` looks more often than the product does, so that a proof by killing takes minutes."""
    options: dict[str, Any] = _HASTY if hasty else {}
    clock = SystemClock()
    proposer = ScriptedProposer()
    proposer.clock = clock
    database = Database(url)
    database.migrate()
    store = Store(database)
    shops = {SHOP: Shop(id=SHOP)}
    desk = Desk(
        store=store,
        proposer=proposer,
        clock=clock,
        shop=shops.__getitem__,
        release=lambda _shop: "r1",
        undo=timedelta(seconds=0.2),
    )
    channel = WebhookChannel(secrets=[SECRET], clock=clock, url=receiver, allow_private=True)
    channels = Switchboard({SHOP: {"webhook": channel}})
    workflows = Workflows(
        desk=desk,
        channels=channels,
        clock=clock,
        system_url=system_database_url(url, folder),
        executor=name,
        **options,
    )
    app = create_app(
        AppParts(
            desk=desk,
            store=store,
            clock=clock,
            shop=SHOP,
            shop_settings=shops.__getitem__,
            workflows=workflows,
            channels=channels,
            tokens=[("林", "agent", TOKEN)],
            console=False,
            requests_per_minute=10**9,
        )
    )
    serve(app, host="127.0.0.1", port=port)
