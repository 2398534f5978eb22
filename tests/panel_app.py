"""The panel of 千牛 alone, over a scripted desk: its page, its functions and the door."""

from collections.abc import Sequence

from fastapi import FastAPI

from agent.console.call import Line
from agent.console.door import COOKIE, Door
from agent.console.panel import PanelRoom, install_panel
from tests.scripted import SHOP, Bench


def panel_app(bench: Bench, users: Sequence[tuple[str, str, str]] = ()) -> FastAPI:
    app = FastAPI()
    door = Door(users)
    line = Line(shops=(SHOP,), identify=door.person, cookie=COOKIE)
    room = PanelRoom(bench.desk, line, clock=bench.clock, shop=bench.shops.__getitem__)
    door.install(app)
    install_panel(app, line.served(room.handlers()), shops=(SHOP,), shop=SHOP)
    return app
