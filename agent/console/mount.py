"""Puts the console into the web application: rooms, door, page."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from agent.clerk.answers import check_document
from agent.clerk.clerk import Clerk
from agent.console.call import Handler, Line
from agent.console.door import COOKIE, Door
from agent.console.figures import FigureRoom
from agent.console.grounds import GroundsRoom
from agent.console.page import FIRST, build_console, head, stylesheet, theme
from agent.console.panel import PanelRoom, install_panel
from agent.console.paste import PasteRoom
from agent.console.review import ReviewRoom
from agent.console.rules import RuleRoom
from agent.console.shelf import ShelfRoom
from agent.console.uploads import Uploads
from agent.desk.desk import Desk
from agent.domain.clock import Clock
from agent.domain.shop import Shop
from agent.insights import Insights


def mount_console(
    app: FastAPI,
    *,
    desk: Desk,
    clock: Clock,
    shop: str,
    shops: Sequence[str],
    shop_settings: Callable[[str], Shop],
    users: Sequence[tuple[str, str, str]],
    undo_seconds: float,
    clerk: Clerk | None = None,
    insights: Insights | None = None,
    data: Path | None = None,
    folders: Mapping[str, Path] | None = None,
) -> None:
    """Mount the console at `/`. Without clerk, insights and data folder it has the review page alone.

    `folders` are the folders that shops were read from, where this process knows them.
    """
    door = Door(users)
    line = Line(shops=shops, identify=door.person, cookie=COOKIE)
    review = ReviewRoom(
        desk, line, shop=shop_settings, undo_seconds=undo_seconds, insights=insights
    )
    handlers: list[Handler] = [*review.handlers()]
    pages = ["review", "reviews"]
    if clerk is not None and insights is not None and data is not None:
        uploads = Uploads(data / "uploads", clerk.library, folders)
        shelf = ShelfRoom(line, clerk=clerk, insights=insights, clock=clock, uploads=uploads)
        for room in (
            GroundsRoom(desk, line, clerk=clerk, insights=insights),
            PasteRoom(
                desk,
                line,
                clock=clock,
                shop=shop_settings,
                check=partial(_check, clerk),
                folder=data / "holding",
            ),
            shelf,
            RuleRoom(desk, line, clerk=clerk, clock=clock, uploads=uploads),
            FigureRoom(line, insights=insights, clock=clock, shop=shop_settings, data=data),
        ):
            handlers += room.handlers()
        pages += ["paste", "knowledge", "rules", "insights"]
    page = build_console(
        line.served(handlers), shops=shops, shop=shop, pages=pages, door=door.locked
    )
    door.install(app)
    panel = PanelRoom(desk, line, clock=clock, shop=shop_settings)
    install_panel(app, line.served(panel.handlers()), shops=shops, shop=shop)
    _answer_first(app, line, review)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        footer_links=[],
        run_history=False,  # would keep buyers' words in the browser's storage
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        mcp_server=False,
        css=stylesheet(),
        head=head(shop),
        theme=theme(),
        auth_dependency=door.name_of if door.locked else None,
    )


def _answer_first(app: FastAPI, line: Line, review: ReviewRoom) -> None:
    (answer,) = line.served([review.first])

    def first(request: Request, shop: str, filter: str = "open") -> JSONResponse:
        return JSONResponse(
            answer({"shop": shop, "filter": filter}, request), headers={"Cache-Control": "no-store"}
        )

    app.add_api_route(FIRST, first, methods=["GET"], include_in_schema=False)


def _check(clerk: Clerk, text: str, shop: str) -> dict[str, Any]:
    return check_document(text, surface="im", context={}, clerk=clerk, shop=shop)
